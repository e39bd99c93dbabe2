package dev.memary.memory.api;

import dev.memary.kit.identity.CallableBy;
import dev.memary.kit.identity.Caller;
import dev.memary.kit.identity.CurrentCaller;
import dev.memary.kit.identity.Permission;
import dev.memary.kit.identity.Services;
import dev.memary.kit.problem.ProblemException;
import dev.memary.memory.api.TransfersResource.ExportView;
import dev.memary.memory.api.TransfersResource.ImportView;
import dev.memary.memory.portability.Exports;
import dev.memary.memory.portability.Imports;
import dev.memary.memory.portability.ObjectKey;
import dev.memary.memory.portability.Transfer;
import dev.memary.memory.portability.TransferStore;
import dev.memary.memory.spaces.Space;
import dev.memary.memory.spaces.SpaceName;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A whole space as a file, out and in. */
@Path("/v1/spaces/{space}")
@CallableBy(Services.GATEWAY)
@RunOnVirtualThread
public class SpaceTransfersResource {
  static final String JSON_LINES = "application/x-ndjson";
  private static final String EVERYTHING = "*";

  private final Access access;
  private final CurrentCaller current;
  private final Exports exports;
  private final Imports imports;
  private final TransferStore transfers;

  public SpaceTransfersResource(
      Access access,
      CurrentCaller current,
      Exports exports,
      Imports imports,
      TransferStore transfers) {
    this.access = access;
    this.current = current;
    this.exports = exports;
    this.imports = imports;
    this.transfers = transfers;
  }

  /**
   * Where an export goes.
   *
   * @param to storage, or nothing for the answer itself
   */
  public record NewExport(
      @Nullable @Pattern(regexp = "storage", message = "must be storage, or left out") String to) {}

  /**
   * Where the file of an import lies.
   *
   * @param key of an export, or of what an operator put into the tenant's uploads
   */
  public record NewImport(
      @NotNull(message = "must be storage; send a file as application/x-ndjson")
          @Pattern(
              regexp = "storage",
              message = "must be storage; send a file as application/x-ndjson")
          String from,
      @NotNull(message = "is needed") String key) {}

  /** Answers with the file, also to whoever sends no body and says nothing of its type. */
  @POST
  @Path("/export")
  public Response export(@PathParam("space") String name) {
    return streamed(access.space(Permission.READ, name));
  }

  @POST
  @Path("/export")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response exportTo(@PathParam("space") String name, @Valid @Nullable NewExport asked) {
    Space space = access.space(Permission.READ, name);
    if (asked == null || asked.to() == null) {
      return streamed(space);
    }
    return transfers
        .export(space, Exports.FORMAT, current.get().subject())
        .map(export -> Response.accepted(ExportView.of(export)).build())
        .orElseThrow(Access::nothingThere);
  }

  private Response streamed(Space space) {
    StreamingOutput file = out -> exports.write(space, out, written -> {});
    return Response.ok(file, JSON_LINES).build();
  }

  /** Brings in the file that is sent. */
  @POST
  @Path("/import")
  @Consumes({
    JSON_LINES,
    MediaType.APPLICATION_OCTET_STREAM,
    "application/zip",
    MediaType.TEXT_PLAIN
  })
  public Response importSent(
      @PathParam("space") String name,
      @QueryParam("format") @Nullable String format,
      InputStream file) {
    return begin(name, null, file, format);
  }

  /** Brings in a file that lies in object storage. */
  @POST
  @Path("/import")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response importStored(
      @PathParam("space") String name,
      @QueryParam("format") @Nullable String format,
      @NotNull(message = "is needed") @Valid NewImport asked) {
    return begin(name, readable(asked.key()), null, format);
  }

  private Response begin(
      String name,
      @Nullable ObjectKey object,
      @Nullable InputStream sent,
      @Nullable String format) {
    SpaceName space = Access.nameOf("space", name);
    Caller caller = access.require(Permission.WRITE, List.of(space));
    try {
      Transfer begun =
          imports.begin(caller.tenantId(), space, object, sent, format, caller.subject());
      return Response.accepted(ImportView.of(begun)).build();
    } catch (IOException e) {
      throw ProblemException.invalidField("body", "must arrive as a whole");
    }
  }

  /**
   * The key, if what lies there may be read: an export by whom its space is granted, an upload by
   * whom every space is.
   */
  private ObjectKey readable(String path) {
    Caller caller = current.get();
    return ObjectKey.parse(path)
        .filter(key -> key.tenantId().equals(caller.tenantId()))
        .filter(key -> key.spaceId() == null ? mayReadAll(caller) : mayReadExport(key))
        .orElseThrow(() ->
            ProblemException.invalidField(
                "key", "must be that of an export or upload that the credential grants"));
  }

  private static boolean mayReadAll(Caller caller) {
    return caller.permissions().contains(Permission.READ)
        && caller.grants().stream().anyMatch(grant -> grant.pattern().equals(EVERYTHING));
  }

  private boolean mayReadExport(ObjectKey key) {
    return key.exportId()
        .flatMap(id -> transfers.find(key.tenantId(), id))
        .filter(export -> export.object().equals(key))
        .filter(export -> access.may(Permission.READ, export.space().name().value()))
        .isPresent();
  }
}
