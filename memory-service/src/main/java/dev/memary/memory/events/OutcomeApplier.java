package dev.memary.memory.events;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
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
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BinaryOperator;

/** Applies outcomes. Applying one again changes nothing. */
@ApplicationScoped
public class OutcomeApplier {
  private final IngestionStore ingestion;
  private final GraphMentions graph;

  public OutcomeApplier(IngestionStore ingestion, GraphMentions graph) {
    this.ingestion = ingestion;
    this.graph = graph;
  }

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
    integrated.stream().collect(groupingBy(Integrated::tenantId)).forEach(this::applyIntegrated);
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
  private void applyIntegrated(String tenantId, List<Integrated> outcomes) {
    Map<UUID, Integrated> newest =
        outcomes.stream()
            .collect(
                toMap(
                    Integrated::episodeId,
                    e -> e,
                    BinaryOperator.maxBy(Comparator.comparingInt(Integrated::generation))));
    Map<UUID, List<UUID>> bySpace =
        newest.values().stream()
            .collect(groupingBy(Integrated::spaceId, mapping(Integrated::episodeId, toList())));
    Map<UUID, List<EpisodeMentions>> standing = new HashMap<>();
    for (EpisodeMentions mentions : graph.of(tenantId, bySpace)) {
      Integrated outcome = newest.get(mentions.episodeId());
      if (outcome != null && outcome.generation() == mentions.generation()) {
        standing.computeIfAbsent(outcome.spaceId(), space -> new ArrayList<>()).add(mentions);
      }
    }
    ingestion.integrated(tenantId, standing);
  }
}
