package dev.memary.memory.stream;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Port: reads of the two layers. What is null narrows nothing; as of now when {@code asOf} is. */
public interface StreamStore {
  /** Entries, newest first, after the given position. */
  List<StreamEntry> entries(
      String tenantId, UUID spaceId, @Nullable Position after, int limit, @Nullable Instant asOf);

  /** The best known entities, best first. */
  List<EntityKnowledge> top(String tenantId, UUID spaceId, Best best);

  /** How often what was mentioned, bucket by bucket; buckets in which nothing was are left out. */
  List<Activity> activity(String tenantId, UUID spaceId, Window window);

  /** How much was said, bucket by bucket, the earliest first; empty buckets are left out. */
  List<Traffic> traffic(String tenantId, UUID spaceId, Window window);

  /** How many episodes mention both of two of these entities; none are left out. */
  List<Together> together(String tenantId, UUID spaceId, List<UUID> entityIds, Window window);

  /**
   * The entities that were mentioned in the window, most often first, with what was known of them
   * before and after it.
   */
  List<EntityChange> changes(String tenantId, UUID spaceId, Window window, int limit);

  /**
   * Which entities.
   *
   * @param type their category: person, place and so on
   * @param asOf only what had been recorded by then
   */
  record Best(int limit, @Nullable String type, @Nullable Instant asOf) {}

  /** A place in the stream, for paging. */
  record Position(Instant at, UUID episodeId, UUID entityId) {}

  /**
   * Mentions of an entity in a bucket.
   *
   * @param first whether it had never been mentioned before this bucket
   * @param speaks whether somebody of this name speaks in the space
   */
  record Activity(
      Instant bucket,
      UUID entityId,
      String name,
      String type,
      long mentions,
      long episodes,
      boolean first,
      boolean speaks) {}

  /** What was said in a bucket. */
  record Traffic(Instant bucket, long episodes, long sessions) {}

  /** Two entities, and how many episodes mention both. */
  record Together(UUID one, UUID other, long episodes) {}
}
