package dev.memary.memory.stream;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What became of an entity between two times.
 *
 * @param mentions in between
 * @param countBefore mentions up to the first time
 * @param rankBefore its place among the best known then, from 1; null when it was not known
 * @param rankAfter its place at the second time
 */
public record EntityChange(
    UUID id,
    String name,
    String type,
    long mentions,
    long countBefore,
    @Nullable Integer rankBefore,
    int rankAfter) {

  /** new, risen, fallen or same. */
  public String change() {
    if (rankBefore == null) {
      return "new";
    }
    return rankAfter < rankBefore ? "risen" : rankAfter > rankBefore ? "fallen" : "same";
  }
}
