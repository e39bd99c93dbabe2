package dev.memary.memory.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.memary.kit.identity.CallableBy;
import dev.memary.kit.identity.Caller;
import dev.memary.kit.identity.Permission;
import dev.memary.kit.identity.Services;
import dev.memary.kit.problem.ProblemException;
import dev.memary.memory.episodes.Change;
import dev.memary.memory.episodes.ChangeStore;
import dev.memary.memory.episodes.Episode;
import dev.memary.memory.episodes.Episode.SharedFrom;
import dev.memary.memory.episodes.EpisodeStore;
import dev.memary.memory.episodes.NewEpisode;
import dev.memary.memory.episodes.RecordRequest;
import dev.memary.memory.episodes.Recorded;
import dev.memary.memory.episodes.Version;
import dev.memary.memory.spaces.SpaceName;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Changing a memory, what it was before, and sharing it with another space. */
@Path("/v1/memories/{id}")
@CallableBy({Services.GATEWAY, Services.AGENT})
@RunOnVirtualThread
public class MemoryChangesResource {
  private final Access access;
  private final VisibleMemories memories;
  private final ChangeStore changes;
  private final EpisodeStore episodes;
  private final Contents contents;

  public MemoryChangesResource(
      Access access,
      VisibleMemories memories,
      ChangeStore changes,
      EpisodeStore episodes,
      Contents contents) {
    this.access = access;
    this.memories = memories;
    this.changes = changes;
    this.episodes = episodes;
    this.contents = contents;
  }

  /**
   * What is to be different; what is left out stays as it is.
   *
   * @param metadata replaces all of it
   * @param expiresAt null lets the memory stay
   * @param version the one that the change was made from: another one is a conflict
   */
  public record MemoryChange(
      @Nullable @Size(min = 1, max = 32_000, message = "must have 1 to 32000 characters")
          String text,
      @Nullable Instant occurredAt,
      @Nullable Map<String, Object> metadata,
      @Nullable Boolean pinned,
      @Nullable JsonNode expiresAt,
      @Nullable Integer version) {

    boolean isEmpty() {
      return text == null
          && occurredAt == null
          && metadata == null
          && pinned == null
          && expiresAt == null;
    }
  }

  /** All versions of a memory, the newest first. */
  public record HistoryView(UUID id, List<VersionView> versions) {}

  /** What a memory was from one time to another. */
  public record VersionView(
      int version,
      String text,
      Instant occurredAt,
      Map<String, Object> metadata,
      boolean pinned,
      @Nullable Instant expiresAt,
      Instant heldFrom,
      @Nullable Instant heldTo,
      @Nullable String changedBy) {
    static VersionView of(Version v) {
      return new VersionView(
          v.version(),
          v.text(),
          v.occurredAt(),
          v.metadata(),
          v.pinned(),
          v.expiresAt(),
          v.heldFrom(),
          v.heldTo(),
          v.changedBy());
    }
  }

  /** Where a memory is to be known, too. */
  public record Share(@NotNull(message = "is needed") String to) {}

  /** Changes a memory. Another text or time is searchable at once and understood again. */
  @PATCH
  public MemoryView change(
      @PathParam("id") UUID id, @NotNull(message = "is needed") @Valid MemoryChange asked) {
    Episode before = memories.get(Permission.WRITE, id);
    if (asked.isEmpty()) {
      throw ProblemException.invalidField(
          "body", "must have text, occurred_at, metadata, pinned or expires_at");
    }
    return changes
        .change(access.tenant(), change(before, asked), Trace.parent())
        .map(MemoryView::of)
        .orElseThrow(VisibleMemories::unknown);
  }

  private Change change(Episode before, MemoryChange asked) {
    Caller caller = access.require(Permission.WRITE, List.of(new SpaceName(before.spaceName())));
    return new Change(
        before.id(),
        asked.text() == null ? null : Contents.text("text", asked.text()),
        asked.occurredAt(),
        asked.metadata() == null ? null : contents.metadata("metadata", asked.metadata()),
        asked.pinned(),
        expiry(asked.expiresAt()),
        asked.version(),
        caller.subject());
  }

  /** What is not there leaves the expiry as it is, a null takes it away. */
  private static @Nullable Optional<Instant> expiry(@Nullable JsonNode given) {
    if (given == null || given.isNull()) {
      return given == null ? null : Optional.empty();
    }
    Instant time = Times.read("expires_at", given.asText());
    return Optional.ofNullable(Contents.expiry(time));
  }

  @GET
  @Path("/history")
  public HistoryView history(@PathParam("id") UUID id) {
    memories.get(Permission.READ, id);
    return new HistoryView(
        id, changes.history(access.tenant(), id).stream().map(VersionView::of).toList());
  }

  /**
   * Copies a memory into another space, where it says what it was copied from. Sharing it again
   * gives the first copy. The copy is forgotten with its original, and does not follow its changes.
   */
  @POST
  @Path("/share")
  public Response share(
      @PathParam("id") UUID id, @NotNull(message = "is needed") @Valid Share asked) {
    Episode original = memories.get(Permission.READ, id);
    SpaceName to = Access.nameOf("to", asked.to());
    Caller caller = access.require(Permission.WRITE, List.of(to));
    if (to.value().equals(original.spaceName())) {
      throw ProblemException.invalidField("to", "must be another space");
    }
    Recorded recorded = episodes.record(copy(original, to, caller));
    return Response.accepted(
            new MemoriesResource.Accepted(recorded.eventId(), "pending", recorded.memoryIds()))
        .build();
  }

  private static RecordRequest copy(Episode original, SpaceName to, Caller caller) {
    SharedFrom source =
        original.sharedFrom() == null
            ? new SharedFrom(original.id(), original.spaceName())
            : original.sharedFrom();
    NewEpisode copy =
        new NewEpisode(
            original.role(),
            original.speaker(),
            original.text(),
            original.occurredAt(),
            "shared:" + source.episodeId(),
            original.metadata(),
            List.of(),
            false,
            original.expiresAt(),
            source);
    return new RecordRequest(
        caller.tenantId(),
        caller.subject(),
        to,
        "shared:" + source.spaceName(),
        List.of(copy),
        true,
        null,
        "",
        Trace.parent());
  }
}
