package dev.memary.memory.forgetting;

import dev.memary.memory.portability.ObjectFolder;
import dev.memary.memory.portability.ObjectStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;

/** Object storage's part of an erasure. */
@ApplicationScoped
public class ObjectErasure {
  private static final String OBJECT = "object";

  private final ForgetStore forgetting;
  private final ObjectStore objects;

  public ObjectErasure(ForgetStore forgetting, ObjectStore objects) {
    this.forgetting = forgetting;
    this.objects = objects;
  }

  /** {@link #erase}, if it can be done now; otherwise the receipt stays pending and is pursued. */
  public Receipt eraseNow(Receipt receipt) {
    try {
      return erase(receipt);
    } catch (ObjectStore.UnavailableException e) {
      return receipt;
    }
  }

  /**
   * Removes what object storage holds of it, and searches afterwards. Of a single memory that is
   * every export of its space.
   *
   * @return the receipt as it is then
   * @throws ObjectStore.UnavailableException when that cannot be done now
   */
  public Receipt erase(Receipt receipt) {
    if (!receipt.concerns(Receipt.OBJECT_STORAGE)) {
      return receipt;
    }
    ObjectFolder folder =
        new ObjectFolder(receipt.tenantId(), receipt.spaceId(), receipt.episodeId() != null);
    long removed = objects.delete(folder);
    forgetting.acknowledge(
        receipt.tenantId(),
        receipt.receiptId(),
        Receipt.OBJECT_STORAGE,
        Map.of(OBJECT, removed),
        Map.of(OBJECT, objects.count(folder)));
    return forgetting.receipt(receipt.tenantId(), receipt.receiptId()).orElse(receipt);
  }
}
