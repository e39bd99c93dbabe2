package dev.memary.worker.understanding;

import static java.util.stream.Collectors.toMap;

import dev.memary.worker.understanding.Graph.Integrated;
import dev.memary.worker.understanding.Memory.Fetched;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Stage 2 for a batch of episodes of one tenant. */
public final class Understanding {
  private final Memory memory;
  private final Graph graph;
  private final Learner learner;

  public Understanding(Memory memory, Graph graph, Learner learner) {
    this.memory = memory;
    this.graph = graph;
    this.learner = learner;
  }

  /**
   * What became of an episode.
   *
   * @param rejected why nothing was learnt from it, as a code
   */
  public record Outcome(
      UUID spaceId,
      UUID episodeId,
      int generation,
      String extractor,
      int entities,
      int facts,
      @Nullable String rejected) {}

  /**
   * Understands the episodes. What was extracted is kept before it is integrated, and what was kept
   * once is never extracted again: the graph and what it can be rebuilt from stay the same.
   */
  public List<Outcome> understand(String tenantId, Collection<UUID> episodeIds) {
    Fetched fetched = memory.fetch(tenantId, episodeIds);
    List<Understood> understood = new ArrayList<>(fetched.kept());
    if (!fetched.fresh().isEmpty()) {
      understood.addAll(memory.keep(tenantId, learner.learn(tenantId, fetched.fresh())));
    }
    return understood.isEmpty() ? List.of() : integrate(tenantId, understood);
  }

  /**
   * Asks a model about episodes that were understood without one. What it says replaces what was
   * kept, as a new generation; when none answers, everything stays as it is.
   */
  public List<Outcome> reconsider(String tenantId, Collection<UUID> episodeIds) {
    List<EpisodeText> provisional =
        memory.fetch(tenantId, episodeIds).kept().stream()
            .filter(kept -> kept.effort().provisional())
            .map(Understood::episode)
            .toList();
    List<Understood> better =
        provisional.isEmpty()
            ? List.of()
            : learner.reconsider(tenantId, provisional).stream()
                .map(Understood::ofNextGeneration)
                .toList();
    return better.isEmpty() ? List.of() : integrate(tenantId, memory.replace(tenantId, better));
  }

  private List<Outcome> integrate(String tenantId, List<Understood> understood) {
    Map<UUID, Understood> byId =
        understood.stream().collect(toMap(u -> u.episode().episodeId(), u -> u, (a, b) -> a));
    return graph.integrate(tenantId, understood).stream()
        .flatMap(done -> Stream.ofNullable(byId.get(done.episodeId())).map(u -> outcome(u, done)))
        .toList();
  }

  private static Outcome outcome(Understood understood, Integrated done) {
    return new Outcome(
        understood.episode().spaceId(),
        done.episodeId(),
        done.generation(),
        understood.extraction().extractor(),
        done.entities(),
        done.facts(),
        understood.isRejected() ? understood.effort().rejected() : null);
  }
}
