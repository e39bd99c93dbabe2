package dev.memary.worker.understanding;

import static java.util.stream.Collectors.groupingBy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
   * Understands the episodes. What was extracted is kept before it is integrated, so that the graph
   * can be rebuilt without extracting again.
   */
  public List<Outcome> understand(String tenantId, Collection<UUID> episodeIds) {
    List<Understood> understood =
        memory.fetch(tenantId, episodeIds).stream()
            .map(episode -> new Understood(episode, learning.learn(episode)))
            .toList();
    if (understood.isEmpty()) {
      return List.of();
    }
    Set<UUID> gone = memory.keep(tenantId, understood);
    List<Outcome> outcomes = new ArrayList<>();
    understood.stream()
        .filter(u -> !gone.contains(u.episode().episodeId()))
        .collect(groupingBy(u -> u.episode().spaceId()))
        .forEach((space, episodes) -> outcomes.addAll(integrate(tenantId, space, episodes)));
    return outcomes;
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
