package dev.memary.memory.store;

import static java.util.stream.Collectors.toMap;

import dev.memary.memory.episodes.Episode;
import dev.memary.memory.episodes.Version;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** What memories were at a time in the past. */
@Singleton
class Versions {
  private final Rows rows;

  Versions(Rows rows) {
    this.rows = rows;
  }

  /** Those that had been recorded by then, as they were; null is now. */
  List<Episode> asOf(Handle handle, List<Episode> episodes, @Nullable Instant asOf) {
    if (asOf == null || episodes.isEmpty()) {
      return episodes;
    }
    Map<UUID, Version> past = past(handle, episodes, asOf);
    return episodes.stream()
        .filter(e -> !e.recordedAt().isAfter(asOf))
        .map(e -> past.containsKey(e.id()) ? e.as(past.get(e.id())) : e)
        .toList();
  }

  private Map<UUID, Version> past(Handle handle, List<Episode> episodes, Instant asOf) {
    return handle
        .createQuery(
            """
            SELECT DISTINCT ON (episode_id) * FROM episode_version
             WHERE episode_id = ANY(:ids) AND held_to > :asOf ORDER BY episode_id, version
            """)
        .bind("ids", episodes.stream().map(Episode::id).toArray(UUID[]::new))
        .bind("asOf", asOf)
        .map((row, context) -> rows.version(row))
        .collect(toMap(Version::episodeId, v -> v));
  }
}
