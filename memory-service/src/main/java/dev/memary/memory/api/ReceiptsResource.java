package dev.memary.memory.api;

import dev.memary.kit.identity.CallableBy;
import dev.memary.kit.identity.Permission;
import dev.memary.kit.identity.Services;
import dev.memary.kit.problem.ProblemException;
import dev.memary.memory.forgetting.ForgetStore;
import dev.memary.memory.forgetting.Receipt;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Proofs of erasure. */
@Path("/v1/receipts")
@CallableBy({Services.GATEWAY, Services.AGENT})
@RunOnVirtualThread
public class ReceiptsResource {
  private final Access access;
  private final ForgetStore forgetting;

  public ReceiptsResource(Access access, ForgetStore forgetting) {
    this.access = access;
    this.forgetting = forgetting;
  }

  /** {@code status} is complete when every store has acknowledged its part. */
  public record ReceiptView(
      UUID receiptId,
      String space,
      @Nullable UUID memoryId,
      String status,
      Instant requestedAt,
      List<PartView> parts) {
    static ReceiptView of(Receipt r) {
      return new ReceiptView(
          r.receiptId(),
          r.space(),
          r.episodeId(),
          r.status(),
          r.requestedAt(),
          r.parts().stream()
              .map(p -> new PartView(p.store(), p.removed(), p.acknowledgedAt()))
              .toList());
    }
  }

  /** What one store removed, by kind. */
  public record PartView(
      String store, @Nullable Map<String, Long> removed, @Nullable Instant acknowledgedAt) {}

  @GET
  @Path("/{id}")
  public ReceiptView get(@PathParam("id") UUID id) {
    return forgetting
        .receipt(access.tenant(), id)
        .filter(r -> access.may(Permission.READ, r.space()))
        .map(ReceiptView::of)
        .orElseThrow(() ->
            ProblemException.notFound(
                "There is no such receipt, or the credential does not grant it."));
  }
}
