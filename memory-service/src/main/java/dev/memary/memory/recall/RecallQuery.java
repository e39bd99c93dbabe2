package dev.memary.memory.recall;

import dev.memary.memory.episodes.Role;
import dev.memary.memory.spaces.Space;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A question to memory.
 *
 * @param spaces where to look; every one is granted to the caller
 * @param topK how many results at most
 * @param kinds which kinds of results
 * @param asOf what we knew then; null is now
 * @param validAt facts true at that time; null is any
 * @param excluded memories that must not come back, such as the message that asks
 * @param recipe how to rank; null for what fits the space
 * @param explain whether every result says how its score came about
 */
public record RecallQuery(
    String tenantId,
    List<Space> spaces,
    String query,
    int topK,
    Set<Kind> kinds,
    @Nullable Instant asOf,
    @Nullable Instant validAt,
    Filters filters,
    Set<UUID> excluded,
    @Nullable String recipe,
    boolean explain) {

  /** What can come back. */
  public enum Kind {
    EPISODE,
    FACT,
    ENTITY
  }

  /**
   * Narrows what is considered; empty or null narrows nothing.
   *
   * @param session name of the session
   * @param from happened at or after
   * @param to happened before
   * @param entity facts about the entity of this name, and episodes that mention it
   * @param predicates facts with one of these
   * @param metadata episodes whose metadata has these values, and facts learnt from them
   */
  public record Filters(
      @Nullable String session,
      Set<Role> roles,
      @Nullable Instant from,
      @Nullable Instant to,
      @Nullable String entity,
      Set<String> predicates,
      Map<String, Object> metadata) {
    public static final Filters NONE =
        new Filters(null, Set.of(), null, null, null, Set.of(), Map.of());
  }

  public RecallQuery {
    spaces = List.copyOf(spaces);
    kinds = Set.copyOf(kinds);
    excluded = Set.copyOf(excluded);
  }
}
