package dev.memary.kg.integration;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What users put right about who is who in a space, in the order they did: a merge says that a name
 * means somebody else everywhere, a split that it does in some episodes. They hold when episodes
 * are integrated, so taking one back brings back what was there before.
 */
public record Corrections(List<Renaming> renamings) {
  /** Every name means itself. */
  public static final Corrections NONE = new Corrections(List.of());

  /**
   * A name that means another.
   *
   * @param from normalised
   * @param to as it is to be shown
   * @param episodes where it does; everywhere when there is none
   */
  public record Renaming(String from, String to, Set<UUID> episodes) {
    public Renaming {
      from = EntityKeys.normalise(from);
      episodes = Set.copyOf(episodes);
    }

    boolean concerns(UUID episode, String key) {
      return from.equals(key) && (episodes.isEmpty() || episodes.contains(episode));
    }

    String toKey() {
      return EntityKeys.normalise(to);
    }
  }

  public Corrections {
    renamings = List.copyOf(renamings);
  }

  /** The name of whom a key means in an episode; empty when it means itself. */
  public Optional<String> nameOf(UUID episode, String key) {
    String meant = key;
    Optional<String> name = Optional.empty();
    for (Renaming renaming : renamings) {
      if (renaming.concerns(episode, meant)) {
        meant = renaming.toKey();
        name = Optional.of(renaming.to());
      }
    }
    return name.filter(n -> !EntityKeys.normalise(n).equals(key));
  }

  /** Keys of entities that may be others under these corrections than they are under those. */
  public Set<String> changedFrom(Corrections before) {
    Set<String> changed = new HashSet<>();
    for (Renaming renaming : renamings) {
      if (!before.renamings().contains(renaming)) {
        changed.add(renaming.from());
      }
    }
    for (Renaming renaming : before.renamings()) {
      if (!renamings.contains(renaming) || changed.contains(renaming.from())) {
        changed.add(renaming.toKey());
      }
    }
    return changed;
  }
}
