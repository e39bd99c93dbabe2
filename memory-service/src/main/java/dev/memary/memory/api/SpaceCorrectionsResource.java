package dev.memary.memory.api;

import dev.memary.kit.identity.CallableBy;
import dev.memary.kit.identity.CurrentCaller;
import dev.memary.kit.identity.Permission;
import dev.memary.kit.identity.Services;
import dev.memary.kit.problem.ProblemException;
import dev.memary.memory.api.CorrectionsResource.CorrectionView;
import dev.memary.memory.corrections.Correction;
import dev.memary.memory.corrections.Correction.Renaming;
import dev.memary.memory.corrections.CorrectionStore;
import dev.memary.memory.corrections.TooManyCorrectionsException;
import dev.memary.memory.episodes.EpisodeStore;
import dev.memary.memory.spaces.Space;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who is who in a space, put right: entities merged and split. */
@Path("/v1/spaces/{space}/corrections")
@CallableBy(Services.GATEWAY)
@RunOnVirtualThread
public class SpaceCorrectionsResource {
  private final Access access;
  private final CurrentCaller current;
  private final CorrectionStore corrections;
  private final EpisodeStore episodes;

  public SpaceCorrectionsResource(
      Access access, CurrentCaller current, CorrectionStore corrections, EpisodeStore episodes) {
    this.access = access;
    this.current = current;
    this.corrections = corrections;
    this.episodes = episodes;
  }

  /**
   * A correction to be made.
   *
   * @param kind merge: the name means the other everywhere; split: only in some memories
   * @param name as it is said in memories
   * @param into whom it means, by the name that is to be shown
   * @param memoryIds of a split: where it does
   */
  public record NewCorrection(
      @NotNull(message = "must be merge or split")
          @Pattern(regexp = "merge|split", message = "must be merge or split")
          String kind,
      @NotNull(message = MemoriesResource.NAME_EXPECTED)
          @Pattern(regexp = MemoriesResource.NAME, message = MemoriesResource.NAME_EXPECTED)
          String name,
      @NotNull(message = MemoriesResource.NAME_EXPECTED)
          @Pattern(regexp = MemoriesResource.NAME, message = MemoriesResource.NAME_EXPECTED)
          String into,
      @Nullable @Size(min = 1, max = 1000, message = "must be 1 to 1000")
          List<@NotNull(message = "must be an id") UUID> memoryIds) {}

  /** A page of corrections, newest first. */
  public record CorrectionsPage(List<CorrectionView> corrections, @Nullable String nextCursor) {}

  @POST
  public Response make(
      @PathParam("space") String name, @NotNull(message = "is needed") @Valid NewCorrection asked) {
    Space space = access.space(Permission.WRITE, name);
    Renaming renaming =
        new Renaming(
            name("name", asked.name()), name("into", asked.into()), memories(space, asked));
    if (renaming.name().equalsIgnoreCase(renaming.into())) {
      throw ProblemException.invalidField("into", "must be another name");
    }
    try {
      return corrections
          .add(space, renaming, current.get().subject())
          .map(CorrectionView::of)
          .map(view -> Response.accepted(view).build())
          .orElseThrow(CorrectionsResource::unknown);
    } catch (TooManyCorrectionsException e) {
      throw ProblemException.conflict(
          "%d corrections hold in this space, which is as many as it can have."
              .formatted(CorrectionStore.LIMIT));
    }
  }

  private static String name(String field, String given) {
    if (given.isBlank()) {
      throw ProblemException.invalidField(field, "must not be blank");
    }
    return given.strip();
  }

  private List<UUID> memories(Space space, NewCorrection asked) {
    List<UUID> ids = asked.memoryIds() == null ? List.of() : asked.memoryIds();
    if (asked.kind().equals("merge") != ids.isEmpty()) {
      throw ProblemException.invalidField(
          "memory_ids", "are needed for a split, and only for a split");
    }
    List<UUID> known =
        ids.isEmpty()
            ? List.of()
            : episodes.find(space.tenantId(), ids).stream()
                .filter(episode -> episode.spaceId().equals(space.id()))
                .map(episode -> episode.id())
                .sorted()
                .toList();
    if (!known.containsAll(ids)) {
      throw ProblemException.invalidField("memory_ids", "must be memories of this space");
    }
    return known;
  }

  @GET
  public CorrectionsPage list(
      @PathParam("space") String name,
      @QueryParam("limit")
          @DefaultValue("50")
          @Min(value = 1, message = "must be 1 to 200")
          @Max(value = 200, message = "must be 1 to 200")
          int limit,
      @QueryParam("cursor") @Nullable String cursor) {
    Space space = access.space(Permission.READ, name);
    List<Correction> found = corrections.list(space, before(cursor), limit + 1);
    List<Correction> page = found.subList(0, Math.min(limit, found.size()));
    return new CorrectionsPage(
        page.stream().map(CorrectionView::of).toList(),
        found.size() > limit ? page.getLast().id().toString() : null);
  }

  private static @Nullable UUID before(@Nullable String cursor) {
    try {
      return cursor == null ? null : UUID.fromString(cursor);
    } catch (IllegalArgumentException e) {
      throw ProblemException.invalidField("cursor", "must be the next_cursor of an earlier page");
    }
  }
}
