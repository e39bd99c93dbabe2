package dev.memary.agent.memory;

import dev.memary.agent.history.Role;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something said in this turn, to be remembered.
 *
 * @param name who said it, if known
 * @param recalledIds the memories that the speaker had before them
 */
public record NewEpisode(Role role, @Nullable String name, String text, List<UUID> recalledIds) {
  public NewEpisode {
    if (text.isBlank()) {
      throw new IllegalArgumentException("an episode has words");
    }
    recalledIds = List.copyOf(recalledIds);
  }
}
