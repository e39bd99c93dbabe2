package dev.memary.memory.api;

import dev.memary.kit.identity.CallableBy;
import dev.memary.kit.identity.Permission;
import dev.memary.kit.identity.Services;
import dev.memary.kit.problem.ProblemException;
import dev.memary.memory.forgetting.ForgetStore;
import dev.memary.memory.forgetting.Receipt;
import dev.memary.memory.forgetting.Verification;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
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
  private final Verification verification;

  public ReceiptsResource(Access access, ForgetStore forgetting, Verification verification) {
    this.access = access;
    this.forgetting = forgetting;
    this.verification = verification;
  }

  /**
   * {@code status} is complete when every store has acknowledged its part and nothing is left, and
   * incomplete when something is.
   */
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
              .map(p ->
                  new PartView(
                      p.store(), p.removed(), p.left(), p.acknowledgedAt(), p.searchedAt()))
              .toList());
    }
  }

  /** What one store removed, and what a search afterwards still found there, by kind. */
  public record PartView(
      String store,
      @Nullable Map<String, Long> removed,
      @Nullable Map<String, Long> left,
      @Nullable Instant acknowledgedAt,
      @Nullable Instant searchedAt) {}

  @GET
  @Path("/{id}")
  public ReceiptView get(@PathParam("id") UUID id) {
    return ReceiptView.of(receipt(Permission.READ, id));
  }

  /** Searches both stores again, now. */
  @POST
  @Path("/{id}/verification")
  public ReceiptView verify(@PathParam("id") UUID id) {
    return verification
        .verify(access.tenant(), receipt(Permission.WRITE, id))
        .map(ReceiptView::of)
        .orElseThrow(ReceiptsResource::unknown);
  }

  private Receipt receipt(Permission permission, UUID id) {
    return forgetting
        .receipt(access.tenant(), id)
        .filter(r -> access.may(permission, r.space()))
        .orElseThrow(ReceiptsResource::unknown);
  }

  private static ProblemException unknown() {
    return ProblemException.notFound(
        "There is no such receipt, or the credential does not grant it.");
  }
}
