package dev.memary.kg.indexing;

import dev.memary.kg.graph.GraphEpisode;
import dev.memary.kg.graph.GraphStore;
import dev.memary.kg.graph.SpaceKey;
import dev.memary.kg.indexing.EpisodeTexts.EpisodeText;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Makes episodes searchable: text, speaker and the embedding of both together. */
@ApplicationScoped
public class Indexer {
  private final EpisodeTexts texts;
  private final Embedder embedder;
  private final GraphStore graph;

  public Indexer(EpisodeTexts texts, Embedder embedder, GraphStore graph) {
    this.texts = texts;
    this.embedder = embedder;
    this.graph = graph;
  }

  /** An episode that can be searched now. */
  public record IndexedEpisode(UUID spaceId, UUID episodeId, int generation) {}

  /** Indexes the episodes of one tenant; what was forgotten meanwhile is left out of the answer. */
  public List<IndexedEpisode> index(String tenantId, Collection<UUID> episodeIds) {
    List<EpisodeText> episodes = texts.fetch(tenantId, episodeIds);
    if (episodes.isEmpty()) {
      return List.of();
    }
    Embedder.Embeddings embeddings =
        embedder.embed(episodes.stream().map(e -> e.speaker() + ": " + e.text()).toList());
    Map<UUID, List<GraphEpisode>> bySpace = new HashMap<>();
    IntStream.range(0, episodes.size())
        .forEach(i -> {
          EpisodeText e = episodes.get(i);
          bySpace
              .computeIfAbsent(e.spaceId(), space -> new ArrayList<>())
              .add(node(e, embeddings.vectors().get(i), embeddings.model()));
        });
    Map<UUID, EpisodeText> byId =
        episodes.stream().collect(Collectors.toMap(EpisodeText::episodeId, e -> e));
    return bySpace.entrySet().stream()
        .flatMap(e -> graph.index(new SpaceKey(tenantId, e.getKey()), e.getValue()).stream())
        .flatMap(id -> java.util.stream.Stream.ofNullable(byId.get(id)))
        .map(e -> new IndexedEpisode(e.spaceId(), e.episodeId(), e.generation()))
        .toList();
  }

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
