package dev.memary.memory.recall;

import dev.memary.memory.episodes.Episode;
import dev.memary.memory.episodes.EpisodeStore;
import dev.memary.memory.recall.GraphRecall.GraphUnavailableException;
import dev.memary.memory.recall.GraphRecall.Hit;
import dev.memary.memory.recall.GraphRecall.Hits;
import dev.memary.memory.recall.RecallQuery.Kind;
import dev.memary.memory.recall.TextRecall.Scope;
import dev.memary.memory.recall.TextRecall.TextHit;
import dev.memary.memory.spaces.Space;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Recall: the graph's hits, and by their words the episodes that the graph does not hold yet. When
 * the graph cannot answer, every episode is searched by its words and the answer says so.
 */
@ApplicationScoped
public class RecallService {
  /** So many episodes may have the metadata that is asked for. */
  public static final int MOST_WITH_METADATA = 5_000;

  private final GraphRecall graph;
  private final TextRecall text;
  private final EpisodeStore episodes;

  public RecallService(GraphRecall graph, TextRecall text, EpisodeStore episodes) {
    this.graph = graph;
    this.text = text;
    this.episodes = episodes;
  }

  /**
   * Recalls.
   *
   * @throws TooManyException when too many episodes have the metadata that is asked for
   */
  public Recall recall(RecallQuery query) {
    List<UUID> sessions = sessions(query);
    Set<UUID> only = withMetadata(query);
    boolean noSession = query.filters().session() != null && sessions.isEmpty();
    if (query.spaces().isEmpty() || noSession || (only != null && only.isEmpty())) {
      return Recall.NOTHING;
    }
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<List<TextHit>> unindexed = threads.submit(() -> byWords(query, Scope.UNINDEXED));
      return merge(query, graph.retrieve(query, sessions, only), Results.of(unindexed));
    } catch (GraphUnavailableException e) {
      Hits none = new Hits(List.of(), List.of("graph_unavailable"), null);
      return merge(query, none, byWords(query, Scope.ALL));
    }
  }

  private List<UUID> sessions(RecallQuery query) {
    String name = query.filters().session();
    return name == null ? List.of() : text.sessions(query.tenantId(), spaceIds(query), name);
  }

  private @Nullable Set<UUID> withMetadata(RecallQuery query) {
    if (query.filters().metadata().isEmpty()) {
      return null;
    }
    Set<UUID> found = text.withMetadata(query, MOST_WITH_METADATA + 1);
    if (found.size() > MOST_WITH_METADATA) {
      throw new TooManyException();
    }
    return found;
  }

  private static List<UUID> spaceIds(RecallQuery query) {
    return query.spaces().stream().map(Space::id).toList();
  }

  /** Only what was understood is known to mention an entity. */
  private List<TextHit> byWords(RecallQuery query, Scope scope) {
    boolean wanted = query.kinds().contains(Kind.EPISODE) && query.filters().entity() == null;
    return wanted ? text.search(query, scope) : List.of();
  }

  private Recall merge(RecallQuery query, Hits fromGraph, List<TextHit> fromText) {
    Set<UUID> wanted = new HashSet<>();
    fromGraph.hits().forEach(hit -> wanted.addAll(hit.episodeIds()));
    fromText.forEach(hit -> wanted.add(hit.episodeId()));
    Map<UUID, Episode> sources = sources(query, wanted);

    List<Recall.Result> results = new ArrayList<>();
    fromGraph.hits().forEach(hit -> toResult(hit, query, sources).ifPresent(results::add));
    Set<UUID> already = results.stream().map(Recall.Result::id).collect(Collectors.toSet());
    fromText.stream()
        .filter(hit -> !already.contains(hit.episodeId()))
        .flatMap(hit -> toResult(hit, sources))
        .forEach(results::add);
    results.sort(
        Comparator.comparingDouble(Recall.Result::score)
            .reversed()
            .thenComparing(Recall.Result::id));
    return new Recall(
        results.stream().limit(query.topK()).toList(), fromGraph.degraded(), fromGraph.graph());
  }

  private Map<UUID, Episode> sources(RecallQuery query, Collection<UUID> ids) {
    return episodes.find(query.tenantId(), ids, query.asOf()).stream()
        .collect(Collectors.toMap(Episode::id, Function.identity()));
  }

  /** A hit whose episodes were all deleted meanwhile is no longer remembered. */
  private static Optional<Recall.Result> toResult(
      Hit hit, RecallQuery query, Map<UUID, Episode> episodes) {
    List<Episode> sources =
        hit.episodeIds().stream().map(episodes::get).filter(Objects::nonNull).toList();
    if (sources.isEmpty()) {
      return Optional.empty();
    }
    String space =
        query.spaces().stream()
            .filter(s -> s.id().equals(hit.spaceId()))
            .map(s -> s.name().value())
            .findFirst()
            .orElse("");
    return space.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Recall.Result(
                hit.id(),
                hit.kind(),
                space,
                hit.kind() == Kind.EPISODE ? sources.getFirst().text() : hit.text(),
                hit.score(),
                hit.occurredAt(),
                hit.validFrom(),
                hit.validTo(),
                hit.entities(),
                sources.stream().map(RecallService::sourceOf).toList(),
                hit.kind() == Kind.EPISODE ? sources.getFirst().metadata() : Map.of(),
                hit.explain()));
  }

  private static Stream<Recall.Result> toResult(TextHit hit, Map<UUID, Episode> episodes) {
    Episode episode = episodes.get(hit.episodeId());
    return episode == null
        ? Stream.empty()
        : Stream.of(
            new Recall.Result(
                episode.id(),
                Kind.EPISODE,
                episode.spaceName(),
                episode.text(),
                hit.score(),
                episode.occurredAt(),
                null,
                null,
                List.of(),
                List.of(sourceOf(episode)),
                episode.metadata(),
                null));
  }

  private static Recall.Source sourceOf(Episode episode) {
    return new Recall.Source(
        episode.id(),
        episode.externalId(),
        episode.session(),
        episode.speaker(),
        episode.role().wireName(),
        episode.occurredAt());
  }

  /** More episodes than can be asked for have the metadata. */
  public static final class TooManyException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
