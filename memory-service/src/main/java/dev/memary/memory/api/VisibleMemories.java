package dev.memary.memory.api;

import dev.memary.kit.identity.Permission;
import dev.memary.kit.problem.ProblemException;
import dev.memary.memory.episodes.Episode;
import dev.memary.memory.episodes.EpisodeStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Memories by their ids, as far as the caller may know of them. */
@ApplicationScoped
public class VisibleMemories {
  private final Access access;
  private final EpisodeStore episodes;

  public VisibleMemories(Access access, EpisodeStore episodes) {
    this.access = access;
    this.episodes = episodes;
  }

  /** The memory, when the caller holds the permission in its space. */
  Episode get(Permission permission, UUID id) {
    return get(permission, id, null);
  }

  /** The memory as it was then; null is now. */
  Episode get(Permission permission, UUID id, @Nullable Instant asOf) {
    return episodes.find(access.tenant(), List.of(id), asOf).stream()
        .filter(episode -> access.may(permission, episode.spaceName()))
        .findFirst()
        .orElseThrow(VisibleMemories::unknown);
  }

  static ProblemException unknown() {
    return ProblemException.notFound(
        "There is no such memory, or the credential does not grant it.");
  }
}
