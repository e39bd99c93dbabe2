package dev.memary.kg.provider;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.memary.kg.graph.GraphEpisode;
import dev.memary.kg.graph.GraphStore;
import dev.memary.kg.graph.SpaceKey;
import dev.memary.kg.graph.SpaceState;
import dev.memary.kg.retrieval.SpaceIndex;
import dev.memary.kg.retrieval.SpaceIndexes;
import dev.memary.kg.retrieval.TermAnalyzer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * The spaces that were searched last. Every search asks the store for the space's state first, so
 * what is held is never older than what a search of the store would find; only what came since is
 * read.
 */
@ApplicationScoped
public class HotSpaces implements SpaceIndexes {
  private static final Duration KEEP = Duration.ofMinutes(10);

  private final GraphStore graph;
  private final TermAnalyzer analyzer;
  private final int largest;
  private final Cache<SpaceKey, SpaceIndex> indexes;
  private final Cache<SpaceKey, Boolean> tooLarge =
      Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(KEEP).build();

  /**
   * @param episodes of all spaces together that are held at most; one takes about 4 KB
   * @param largest a space with more episodes is not held
   */
  public HotSpaces(
      GraphStore graph,
      TermAnalyzer analyzer,
      @ConfigProperty(name = "memary.recall.hot-episodes", defaultValue = "15000") long episodes,
      @ConfigProperty(name = "memary.recall.hot-space-largest", defaultValue = "5000")
          int largest) {
    this.graph = graph;
    this.analyzer = analyzer;
    this.largest = largest;
    this.indexes =
        Caffeine.newBuilder()
            .maximumWeight(episodes)
            .weigher((SpaceKey space, SpaceIndex index) -> 1 + index.size())
            .expireAfterAccess(KEEP)
            .build();
  }

  @Override
  public Optional<SpaceIndex> of(SpaceKey space) {
    if (tooLarge.getIfPresent(space) != null) {
      return Optional.empty();
    }
    SpaceState state = graph.state(space).orElse(null);
    if (state == null) {
      indexes.invalidate(space);
      return Optional.empty();
    }
    return Optional.ofNullable(
        indexes.asMap().compute(space, (key, held) -> upToDate(key, held, state)));
  }

  private @Nullable SpaceIndex upToDate(
      SpaceKey space, @Nullable SpaceIndex held, SpaceState state) {
    if (held != null && held.state().rewritten() >= state.rewritten()) {
      if (held.state().indexed() >= state.indexed()) {
        return held;
      }
      List<GraphEpisode> news = graph.episodes(space, held.state().indexed(), largest);
      return held.size() + news.size() > largest
          ? tooLarge(space)
          : held.with(state, news, analyzer);
    }
    List<GraphEpisode> all = graph.episodes(space, 0, largest);
    return all.size() > largest
        ? tooLarge(space)
        : SpaceIndex.of(space.spaceId(), state, all, analyzer);
  }

  private @Nullable SpaceIndex tooLarge(SpaceKey space) {
    tooLarge.put(space, true);
    return null;
  }
}
