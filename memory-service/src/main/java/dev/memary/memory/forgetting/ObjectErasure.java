package dev.memary.memory.forgetting;

import dev.memary.memory.portability.ObjectFolder;
import dev.memary.memory.portability.ObjectKey;
import dev.memary.memory.portability.ObjectStore;
import dev.memary.memory.portability.TransferStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;

/** Object storage's part of an erasure. */
@ApplicationScoped
public class ObjectErasure {
  private static final String OBJECT = "object";

  private final ForgetStore forgetting;
  private final TransferStore transfers;
  private final ObjectStore objects;

  public ObjectErasure(ForgetStore forgetting, TransferStore transfers, ObjectStore objects) {
    this.forgetting = forgetting;
    this.transfers = transfers;
    this.objects = objects;
  }

  private record Counts(long removed, long left) {}

  /** {@link #erase}, if it can be done now; otherwise the receipt stays pending and is pursued. */
  public Receipt eraseNow(Receipt receipt) {
    try {
      return erase(receipt);
    } catch (RuntimeException e) {
      return receipt;
    }
  }

  /**
   * Removes what object storage holds of it, and searches afterwards. Of a single memory those are
   * the exports that there were of its space.
   *
   * @return the receipt as it is then
   * @throws ObjectStore.UnavailableException when that cannot be done now
   */
  public Receipt erase(Receipt receipt) {
    if (!receipt.concerns(Receipt.OBJECT_STORAGE)) {
      return receipt;
    }
    Counts counts = receipt.episodeId() == null ? eraseSpace(receipt) : eraseExports(receipt);
    forgetting.acknowledge(
        receipt.tenantId(),
        receipt.receiptId(),
        Receipt.OBJECT_STORAGE,
        Map.of(OBJECT, counts.removed()),
        Map.of(OBJECT, counts.left()));
    return forgetting.receipt(receipt.tenantId(), receipt.receiptId()).orElse(receipt);
  }

  private Counts eraseSpace(Receipt receipt) {
    ObjectFolder folder = new ObjectFolder(receipt.tenantId(), receipt.spaceId());
    return new Counts(objects.delete(folder), objects.count(folder));
  }

  private Counts eraseExports(Receipt receipt) {
    List<ObjectKey> exports =
        transfers.removedExports(receipt.tenantId(), receipt.spaceId(), receipt.requestedAt());
    List<ObjectKey> there = exports.stream().filter(objects::has).toList();
    there.forEach(objects::delete);
    return new Counts(there.size(), there.stream().filter(objects::has).count());
  }
}
