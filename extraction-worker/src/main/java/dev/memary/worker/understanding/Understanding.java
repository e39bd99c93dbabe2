package dev.memary.worker.understanding;

import static java.util.stream.Collectors.groupingBy;

import dev.memary.worker.understanding.Memory.Fetched;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Stage 2 for a batch of episodes of one tenant. */
public final class Understanding {
  private final Memory memory;
  private final Graph graph;
  private final Learning learning;

  public Understanding(Memory memory, Graph graph, Learning learning) {
    this.memory = memory;
    this.graph = graph;
    this.learning = learning;
  }

  /** What became of an episode. */
  public record Outcome(
      UUID spaceId, UUID episodeId, int generation, String extractor, int entities, int facts) {}

  /**
   * Understands the episodes. What was extracted is kept before it is integrated, and what was kept
   * once is never extracted again: the graph and what it can be rebuilt from stay the same.
   */
  public List<Outcome> understand(String tenantId, Collection<UUID> episodeIds) {
    Fetched fetched = memory.fetch(tenantId, episodeIds);
    List<Understood> understood = new ArrayList<>(fetched.kept());
    if (!fetched.fresh().isEmpty()) {
      understood.addAll(memory.keep(tenantId, learn(fetched.fresh())));
    }
    List<Outcome> outcomes = new ArrayList<>();
    understood.stream()
        .collect(groupingBy(u -> u.episode().spaceId()))
        .forEach((space, episodes) -> outcomes.addAll(integrate(tenantId, space, episodes)));
    return outcomes;
  }

  private List<Understood> learn(List<EpisodeText> episodes) {
    return episodes.stream()
        .map(episode -> new Understood(episode, learning.learn(episode)))
        .toList();
  }

  private List<Outcome> integrate(String tenantId, UUID spaceId, List<Understood> understood) {
    Map<UUID, String> extractors = new HashMap<>();
    understood.forEach(u -> extractors.put(u.episode().episodeId(), u.extraction().extractor()));
    return graph.integrate(tenantId, spaceId, understood).stream()
        .map(done ->
            new Outcome(
                spaceId,
                done.episodeId(),
                done.generation(),
                extractors.getOrDefault(done.episodeId(), ""),
                done.entities(),
                done.facts()))
        .toList();
  }
}
