package dev.memary.kg.integration;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When a fact held, as far as we know.
 *
 * @param spells in their order, none touching another; empty when the fact was taken back
 * @param invalidatedAt since when we know that what was said to hold has an end; null while it
 *     holds, and for what was only ever told as past
 * @param closedBy the fact that overtook it, if one did
 */
public record History(
    List<Spell> spells, @Nullable Instant invalidatedAt, @Nullable String closedBy) {

  public History {
    spells = List.copyOf(spells);
  }

  /**
   * The spell to show to somebody who asks.
   *
   * @param validAt when it has to hold; null for what still holds or is announced, and for what was
   *     only ever told as past
   * @param now what "still" is seen from
   */
  public Optional<Spell> shown(@Nullable Instant validAt, Instant now) {
    if (validAt != null) {
      return spells.stream().filter(spell -> spell.contains(validAt)).findFirst();
    }
    Optional<Spell> present = spells.stream().filter(spell -> !spell.isOverBy(now)).findFirst();
    return present.isPresent() || invalidatedAt != null ? present : last();
  }

  /** The spell that it ended with, or that lasts. */
  public Optional<Spell> last() {
    return spells.isEmpty() ? Optional.empty() : Optional.of(spells.getLast());
  }
}
