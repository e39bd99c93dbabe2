package dev.memary.agent.memory;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Episodes to be recorded together, once.
 *
 * @param key recording twice under the same key records once
 * @param extractiveModel the name of the stand-in that made them from memory, or null when somebody
 *     said them: nothing new is to be learned from an echo
 */
public record Recording(
    String session, String key, List<NewEpisode> episodes, @Nullable String extractiveModel) {
  public Recording {
    episodes = List.copyOf(episodes);
  }
}
