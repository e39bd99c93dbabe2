package dev.memary.memory.events;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;

import dev.memary.contracts.events.EpisodeProcessed;
import dev.memary.contracts.events.EpisodeProcessed.Failed;
import dev.memary.contracts.events.EpisodeProcessed.Indexed;
import dev.memary.contracts.events.EpisodeProcessed.Integrated;
import dev.memary.contracts.events.EpisodeProcessed.Rejected;
import dev.memary.memory.ingestion.EpisodeMentions;
import dev.memary.memory.ingestion.GraphMentions;
import dev.memary.memory.ingestion.IngestionStore;
import dev.memary.memory.ingestion.IngestionStore.EpisodeGeneration;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Applies outcomes. Applying one again changes nothing. */
@ApplicationScoped
public class OutcomeApplier {
  private final IngestionStore ingestion;
  private final GraphMentions graph;

  public OutcomeApplier(IngestionStore ingestion, GraphMentions graph) {
    this.ingestion = ingestion;
    this.graph = graph;
  }

  private record SpaceKey(String tenantId, UUID spaceId) {}

  public void apply(List<EpisodeProcessed> outcomes) {
    List<Indexed> indexed = new ArrayList<>();
    List<Integrated> integrated = new ArrayList<>();
    for (EpisodeProcessed outcome : outcomes) {
      switch (outcome) {
        case Indexed done -> indexed.add(done);
        case Integrated done -> integrated.add(done);
        case Rejected end -> ended(end, "rejected", end.reason());
        case Failed end when Failed.INDEX.equals(end.stage()) ->
            ingestion.notIndexed(end.tenantId(), key(end), end.reason());
        case Failed end -> ended(end, "failed", end.reason());
      }
    }
    indexed.stream()
        .collect(groupingBy(Indexed::tenantId))
        .forEach(
            (tenant, done) -> ingestion.indexed(tenant, done.stream().map(this::key).toList()));
    integrated.stream()
        .collect(groupingBy(e -> new SpaceKey(e.tenantId(), e.spaceId())))
        .forEach(this::applyIntegrated);
  }

  private void ended(EpisodeProcessed outcome, String how, String reason) {
    ingestion.ended(outcome.tenantId(), key(outcome), how, reason);
  }

  private EpisodeGeneration key(EpisodeProcessed outcome) {
    return new EpisodeGeneration(outcome.episodeId(), outcome.generation());
  }

  /**
   * The event holds ids only; the graph tells what was integrated, if it is still of this
   * generation.
   */
  private void applyIntegrated(SpaceKey space, List<Integrated> outcomes) {
    Map<UUID, Integer> generations =
        outcomes.stream().collect(toMap(Integrated::episodeId, Integrated::generation, Math::max));
    List<EpisodeMentions> mentions =
        graph.of(space.tenantId(), space.spaceId(), generations.keySet());
    ingestion.integrated(
        space.tenantId(),
        space.spaceId(),
        mentions.stream()
            .filter(m -> Integer.valueOf(m.generation()).equals(generations.get(m.episodeId())))
            .toList());
  }
}
