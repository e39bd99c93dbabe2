package dev.memary.kg.indexing;

import dev.memary.kg.graph.GraphEpisode;
import dev.memary.kg.graph.GraphStore;
import dev.memary.kg.graph.SpaceKey;
import dev.memary.kg.indexing.EpisodeTexts.EpisodeText;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Makes episodes searchable: text, speaker and the embedding of both together. */
@ApplicationScoped
public class Indexer {
  private static final Duration RECENT = Duration.ofSeconds(2);

  private final EpisodeTexts texts;
  private final Embedder embedder;
  private final GraphStore graph;
  private volatile Instant lastIndexed = Instant.EPOCH;

  public Indexer(EpisodeTexts texts, Embedder embedder, GraphStore graph) {
    this.texts = texts;
    this.embedder = embedder;
    this.graph = graph;
  }

  /** An episode that can be searched now. */
  public record IndexedEpisode(String tenantId, UUID spaceId, UUID episodeId, int generation) {}

  /** Indexes episodes, by tenant; what was forgotten meanwhile is left out of the answer. */
  public List<IndexedEpisode> index(Map<String, ? extends Collection<UUID>> episodeIds) {
    List<Fetched> episodes =
        episodeIds.entrySet().stream()
            .flatMap(e ->
                texts.fetch(e.getKey(), e.getValue()).stream()
                    .map(text -> new Fetched(new SpaceKey(e.getKey(), text.spaceId()), text)))
            .toList();
    if (episodes.isEmpty()) {
      return List.of();
    }
    lastIndexed = Instant.now();
    Embedder.Embeddings embeddings =
        embedder.embed(
            episodes.stream()
                .map(e -> GraphEpisode.embedded(e.text().speaker(), e.text().text()))
                .toList());
    Map<SpaceKey, List<GraphEpisode>> bySpace = new HashMap<>();
    for (int i = 0; i < episodes.size(); i++) {
      bySpace
          .computeIfAbsent(episodes.get(i).space(), space -> new ArrayList<>())
          .add(node(episodes.get(i).text(), embeddings.vectors().get(i), embeddings.model()));
    }
    Set<UUID> searchable = Set.copyOf(graph.index(bySpace));
    return episodes.stream()
        .filter(e -> searchable.contains(e.text().episodeId()))
        .map(e ->
            new IndexedEpisode(
                e.space().tenantId(),
                e.space().spaceId(),
                e.text().episodeId(),
                e.text().generation()))
        .toList();
  }

  /** Whether episodes have come in the last moments. */
  boolean isBusy() {
    return lastIndexed.isAfter(Instant.now().minus(RECENT));
  }

  private record Fetched(SpaceKey space, EpisodeText text) {}

  private static GraphEpisode node(EpisodeText e, float[] embedding, String model) {
    return new GraphEpisode(
        e.episodeId(),
        e.sessionId(),
        e.sequence(),
        e.role(),
        e.speaker(),
        e.text(),
        e.occurredAt(),
        e.recordedAt(),
        e.generation(),
        embedding,
        model);
  }
}
