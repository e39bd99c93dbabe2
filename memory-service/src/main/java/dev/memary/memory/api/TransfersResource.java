package dev.memary.memory.api;

import dev.memary.kit.identity.CallableBy;
import dev.memary.kit.identity.Permission;
import dev.memary.kit.identity.Services;
import dev.memary.kit.problem.ProblemException;
import dev.memary.memory.portability.ObjectStore;
import dev.memary.memory.portability.Transfer;
import dev.memary.memory.portability.Transfer.Kind;
import dev.memary.memory.portability.Transfer.State;
import dev.memary.memory.portability.TransferStore;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How far exports to object storage and imports are. */
@Path("/v1")
@CallableBy(Services.GATEWAY)
@RunOnVirtualThread
public class TransfersResource {
  private final Access access;
  private final TransferStore transfers;
  private final ObjectStore objects;

  public TransfersResource(Access access, TransferStore transfers, ObjectStore objects) {
    this.access = access;
    this.transfers = transfers;
    this.objects = objects;
  }

  /**
   * An export.
   *
   * @param status running, done, failed, or removed when its object was deleted
   * @param episodes how many the space had when it began
   * @param key where it lies in object storage, once it is done
   */
  public record ExportView(
      UUID id,
      String space,
      String status,
      long episodes,
      long written,
      @Nullable Long bytes,
      @Nullable String key,
      @Nullable String failure,
      Instant requestedAt,
      @Nullable Instant finishedAt) {
    static ExportView of(Transfer t) {
      boolean done = t.state() == State.DONE;
      return new ExportView(
          t.id(),
          t.space().name().value(),
          statusOf(t),
          t.total(),
          t.position(),
          done ? t.bytes() : null,
          done ? t.object().path() : null,
          t.failure(),
          t.requestedAt(),
          t.finishedAt());
    }
  }

  /**
   * An import.
   *
   * @param status receiving, running, done or failed
   * @param parts how many sessions, corrections and episodes its file has
   * @param read how many of them are through
   * @param added episodes that were new
   * @param known episodes that were there already, or were deleted there
   */
  public record ImportView(
      UUID id,
      String space,
      String status,
      String format,
      long parts,
      long read,
      long added,
      long known,
      @Nullable String failure,
      Instant requestedAt,
      @Nullable Instant finishedAt) {
    static ImportView of(Transfer t) {
      return new ImportView(
          t.id(),
          t.space().name().value(),
          statusOf(t),
          t.format(),
          t.total(),
          t.position(),
          t.added(),
          t.known(),
          t.failure(),
          t.requestedAt(),
          t.finishedAt());
    }
  }

  @GET
  @Path("/exports/{id}")
  public ExportView export(@PathParam("id") UUID id) {
    return ExportView.of(transfer(Kind.EXPORT, id));
  }

  @GET
  @Path("/exports/{id}/content")
  public Response content(@PathParam("id") UUID id) {
    Transfer export = transfer(Kind.EXPORT, id);
    if (export.state() != State.DONE) {
      throw ProblemException.notFound("The export is " + statusOf(export) + ".");
    }
    var stored =
        objects
            .get(export.object())
            .orElseThrow(() -> ProblemException.notFound("The export is not there any more."));
    StreamingOutput file =
        out -> {
          try (stored) {
            stored.transferTo(out);
          }
        };
    return Response.ok(file, SpaceTransfersResource.JSON_LINES)
        .header(HttpHeaders.CONTENT_LENGTH, export.bytes())
        .build();
  }

  @GET
  @Path("/imports/{id}")
  public ImportView importOf(@PathParam("id") UUID id) {
    return ImportView.of(transfer(Kind.IMPORT, id));
  }

  private Transfer transfer(Kind kind, UUID id) {
    return transfers
        .find(access.tenant(), id)
        .filter(t -> t.kind() == kind && access.may(Permission.READ, t.space().name().value()))
        .orElseThrow(() ->
            ProblemException.notFound(
                "There is no such %s, or the credential does not grant its space."
                    .formatted(kind.name().toLowerCase(Locale.ROOT))));
  }

  private static String statusOf(Transfer transfer) {
    return transfer.state().name().toLowerCase(Locale.ROOT);
  }
}
