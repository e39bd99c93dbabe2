package dev.memary.memory.api;

import dev.memary.kit.identity.CallableBy;
import dev.memary.kit.identity.Permission;
import dev.memary.kit.identity.Services;
import dev.memary.memory.forgetting.ForgetStore;
import dev.memary.memory.forgetting.ObjectErasure;
import dev.memary.memory.ingestion.IngestionStore;
import dev.memary.memory.ingestion.SpaceStatus;
import dev.memary.memory.ingestion.SpaceStatus.Understanding;
import dev.memary.memory.recall.Conflicts;
import dev.memary.memory.recall.Conflicts.Conflict;
import dev.memary.memory.recall.DatedFact;
import dev.memary.memory.recall.GraphView;
import dev.memary.memory.recall.Subgraph;
import dev.memary.memory.spaces.Space;
import dev.memary.memory.spaces.SpaceName;
import dev.memary.memory.stream.EntityKnowledge;
import dev.memary.memory.stream.StreamEntry;
import dev.memary.memory.stream.StreamStore;
import dev.memary.memory.stream.StreamStore.Best;
import dev.memary.memory.stream.StreamStore.Position;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One space: how far it is, its two layers, and forgetting it. */
@Path("/v1/spaces/{space}")
@CallableBy({Services.GATEWAY, Services.AGENT})
@RunOnVirtualThread
public class SpacesResource {
  private final Access access;
  private final IngestionStore ingestion;
  private final StreamStore stream;
  private final ForgetStore forgetting;
  private final ObjectErasure erasure;
  private final Conflicts conflicts;
  private final GraphView graph;

  public SpacesResource(
      Access access,
      IngestionStore ingestion,
      StreamStore stream,
      ForgetStore forgetting,
      ObjectErasure erasure,
      Conflicts conflicts,
      GraphView graph) {
    this.access = access;
    this.ingestion = ingestion;
    this.stream = stream;
    this.forgetting = forgetting;
    this.erasure = erasure;
    this.conflicts = conflicts;
    this.graph = graph;
  }

  /**
   * Counts of episodes; pending are those not yet both searchable and understood.
   *
   * @param understanding by whom they were understood, and what that took
   */
  public record StatusView(
      String space,
      long episodes,
      long pending,
      long failed,
      long rejected,
      Understanding understanding) {}

  /** A page of the memory stream, newest first. */
  public record StreamPage(List<MentionView> entries, @Nullable String nextCursor) {}

  /** One mention. */
  public record MentionView(
      UUID entityId, String entity, String type, UUID memoryId, int mentions, Instant at) {}

  /** A page of conflicts. */
  public record ConflictsPage(List<ConflictView> conflicts, @Nullable String nextCursor) {}

  /** A state of a subject, such as residence, and what was stated of it. */
  public record ConflictView(String subject, String state, List<DatedFact> facts) {
    static ConflictView of(Conflict conflict) {
      return new ConflictView(conflict.subject(), conflict.state(), conflict.sides());
    }
  }

  /** The entities that are known best, of one category or of all. */
  public record EntitiesView(List<EntityKnowledge> entities) {}

  @GET
  @Path("/status")
  public StatusView status(@PathParam("space") String name) {
    SpaceName spaceName = Access.nameOf("space", name);
    return access.spaces(Permission.READ, List.of(spaceName)).stream()
        .findFirst()
        .map(space -> status(space))
        .orElseGet(() -> new StatusView(name, 0, 0, 0, 0, Understanding.NONE));
  }

  private StatusView status(Space space) {
    SpaceStatus s = ingestion.space(space.tenantId(), space.id());
    return new StatusView(
        space.name().value(),
        s.episodes(),
        s.pending(),
        s.failed(),
        s.rejected(),
        s.understanding());
  }

  @GET
  @Path("/stream")
  public StreamPage stream(
      @PathParam("space") String name,
      @QueryParam("limit")
          @DefaultValue("50")
          @Min(value = 1, message = "must be 1 to 500")
          @Max(value = 500, message = "must be 1 to 500")
          int limit,
      @QueryParam("cursor") @Nullable String cursor,
      @QueryParam("as_of") @Nullable String asOf) {
    Space space = access.space(Permission.READ, name);
    List<StreamEntry> entries =
        stream.entries(
            space.tenantId(), space.id(), inStream(cursor), limit + 1, Times.read("as_of", asOf));
    boolean more = entries.size() > limit;
    List<StreamEntry> page = more ? entries.subList(0, limit) : entries;
    return new StreamPage(
        page.stream()
            .map(e ->
                new MentionView(
                    e.entityId(), e.entity(), e.type(), e.episodeId(), e.mentions(), e.at()))
            .toList(),
        more ? place(page.getLast()) : null);
  }

  private static String place(StreamEntry last) {
    return Cursors.write(last.at(), last.episodeId(), last.entityId());
  }

  private static @Nullable Position inStream(@Nullable String cursor) {
    return Cursors.read(
        cursor,
        3,
        parts ->
            new Position(
                Cursors.time(parts[0]), UUID.fromString(parts[1]), UUID.fromString(parts[2])));
  }

  /** States of a subject of which different things were stated, closed or side by side. */
  @GET
  @Path("/conflicts")
  public ConflictsPage conflicts(
      @PathParam("space") String name,
      @QueryParam("limit")
          @DefaultValue("50")
          @Min(value = 1, message = "must be 1 to 200")
          @Max(value = 200, message = "must be 1 to 200")
          int limit,
      @QueryParam("cursor") @Nullable String cursor) {
    Space space = access.space(Permission.READ, name);
    List<Conflict> found =
        conflicts.of(
            space.tenantId(), space.id(), Cursors.read(cursor, 1, parts -> parts[0]), limit + 1);
    List<Conflict> page = found.subList(0, Math.min(limit, found.size()));
    return new ConflictsPage(
        page.stream().map(ConflictView::of).toList(),
        found.size() > limit ? Cursors.write(page.getLast().key()) : null);
  }

  /** Facts around an entity, to be drawn: the newest of each. */
  @GET
  @Path("/graph")
  public Subgraph graph(
      @PathParam("space") String name,
      @QueryParam("entity")
          @NotBlank(message = "must be the name of an entity")
          @Size(max = 500, message = "must have at most 500 characters")
          String entity,
      @QueryParam("depth")
          @DefaultValue("1")
          @Min(value = 1, message = "must be 1 or 2")
          @Max(value = 2, message = "must be 1 or 2")
          int depth,
      @QueryParam("as_of") @Nullable String asOf,
      @QueryParam("valid_at") @Nullable String validAt) {
    Space space = access.space(Permission.READ, name);
    return graph.around(
        space.tenantId(),
        space.id(),
        entity,
        depth,
        Times.read("as_of", asOf),
        Times.read("valid_at", validAt));
  }

  @GET
  @Path("/entities")
  public EntitiesView entities(
      @PathParam("space") String name,
      @QueryParam("top")
          @DefaultValue("20")
          @Min(value = 1, message = "must be 1 to 500")
          @Max(value = 500, message = "must be 1 to 500")
          int top,
      @QueryParam("type")
          @Nullable
          @Pattern(regexp = "[a-z_]{1,50}", message = "must be a type, such as person or place")
          String type,
      @QueryParam("as_of") @Nullable String asOf) {
    Space space = access.space(Permission.READ, name);
    Best best = new Best(top, type, Times.read("as_of", asOf));
    return new EntitiesView(stream.top(space.tenantId(), space.id(), best));
  }

  /**
   * Forgets everything in the space. The same name starts empty afterwards, with a new id inside.
   */
  @DELETE
  public Response forget(@PathParam("space") String name) {
    SpaceName spaceName = Access.nameOf("space", name);
    access.require(Permission.WRITE, List.of(spaceName));
    return forgetting
        .forgetSpace(access.tenant(), spaceName, Trace.parent())
        .map(erasure::eraseNow)
        .map(ReceiptsResource.ReceiptView::of)
        .map(receipt -> Response.accepted(receipt).build())
        .orElseThrow(Access::nothingThere);
  }
}
