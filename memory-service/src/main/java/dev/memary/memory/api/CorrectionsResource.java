package dev.memary.memory.api;

import dev.memary.kit.identity.CallableBy;
import dev.memary.kit.identity.CurrentCaller;
import dev.memary.kit.identity.Permission;
import dev.memary.kit.identity.Services;
import dev.memary.kit.problem.ProblemException;
import dev.memary.memory.corrections.Correction;
import dev.memary.memory.corrections.CorrectionStore;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Corrections by their ids. */
@Path("/v1/corrections/{id}")
@CallableBy(Services.GATEWAY)
@RunOnVirtualThread
public class CorrectionsResource {
  private final Access access;
  private final CurrentCaller current;
  private final CorrectionStore corrections;

  public CorrectionsResource(Access access, CurrentCaller current, CorrectionStore corrections) {
    this.access = access;
    this.current = current;
    this.corrections = corrections;
  }

  /**
   * A correction. Its status is applying until the graph is in line with it, then applied; revoking
   * until the graph is as without it, then revoked.
   */
  public record CorrectionView(
      UUID id,
      String space,
      String kind,
      String name,
      String into,
      @Nullable List<UUID> memoryIds,
      String status,
      String madeBy,
      Instant madeAt,
      @Nullable String revokedBy,
      @Nullable Instant revokedAt) {
    static CorrectionView of(Correction c) {
      List<UUID> memories = c.renaming().episodeIds();
      return new CorrectionView(
          c.id(),
          c.spaceName(),
          memories.isEmpty() ? "merge" : "split",
          c.renaming().name(),
          c.renaming().into(),
          memories.isEmpty() ? null : memories,
          status(c),
          c.madeBy(),
          c.madeAt(),
          c.revokedBy(),
          c.revokedAt());
    }

    private static String status(Correction c) {
      if (c.revokedAt() == null) {
        return c.applying() ? "applying" : "applied";
      }
      return c.applying() ? "revoking" : "revoked";
    }
  }

  @GET
  public CorrectionView get(@PathParam("id") UUID id) {
    return CorrectionView.of(visible(Permission.READ, id));
  }

  /** Takes it back: what it changed is as it would be without it. It stays in the list. */
  @DELETE
  public Response revoke(@PathParam("id") UUID id) {
    visible(Permission.WRITE, id);
    return corrections
        .revoke(access.tenant(), id, current.get().subject())
        .map(CorrectionView::of)
        .map(view -> Response.accepted(view).build())
        .orElseThrow(CorrectionsResource::unknown);
  }

  /** The correction, unless the caller may not even know of it. */
  private Correction visible(Permission permission, UUID id) {
    return corrections
        .find(access.tenant(), id)
        .filter(correction -> access.may(permission, correction.spaceName()))
        .orElseThrow(CorrectionsResource::unknown);
  }

  static ProblemException unknown() {
    return ProblemException.notFound(
        "There is no such correction, or the credential does not grant it.");
  }
}
