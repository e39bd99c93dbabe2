package dev.memary.kg.retrieval;

import dev.memary.kg.graph.SpaceKey;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Port: what was retrieved a moment ago. A result holds until one of its spaces is written to. */
public interface ResultCache {
  /**
   * A question, and where the spaces stand that it is asked of.
   *
   * @param versions of the spaces
   */
  record Key(RetrieveQuery query, Map<UUID, Long> versions) {
    public Key {
      versions = Map.copyOf(versions);
    }
  }

  /** What was kept; empty, too, when the cache cannot be asked. */
  Optional<Retrieved> find(Key key);

  /** Keeps a result, if it can; nobody waits for it. */
  void keep(Key key, Retrieved retrieved);

  /**
   * Removes all results in which the space has a part, and lets none be kept any more that was
   * found in an older version of it.
   *
   * @throws CacheUnavailableException when they may still be there
   */
  void forget(SpaceKey space, long version);
}
