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
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The spaces that are searched again and again. The store answers while one is read for the first
 * time, in the background and one after the other. What is held is never older than what a search
 * of the store would find: every search knows the space's state, and what came since is read.
 */
@ApplicationScoped
public class HotSpaces implements SpaceIndexes {
  private static final Logger LOG = Logger.getLogger(HotSpaces.class);
  private static final Duration KEEP = Duration.ofMinutes(10);

  /** How much longer than a read the pause after it is. */
  private static final int REST = 9;

  /** So many spaces may wait to be read; more are left to a later search. */
  private static final int WAITING = 1_000;

  private final GraphStore graph;
  private final TermAnalyzer analyzer;
  private final int largest;
  private final int after;
  private final boolean storeSearches;
  private final Executor readers;
  private final Cache<SpaceKey, SpaceIndex> indexes;
  private final Cache<SpaceKey, AtomicInteger> asked =
      Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(KEEP).build();
  private final Cache<SpaceKey, Boolean> tooLarge =
      Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(KEEP).build();
  private final Set<SpaceKey> waiting = ConcurrentHashMap.newKeySet();

  /**
   * @param episodes of all spaces together that are held at most; one takes about 4 KB
   * @param largest a space with more episodes is not held
   * @param after so many searches within ten minutes a space is read
   */
  @Inject
  public HotSpaces(
      GraphStore graph,
      TermAnalyzer analyzer,
      @ConfigProperty(name = "memary.recall.hot-episodes", defaultValue = "15000") long episodes,
      @ConfigProperty(name = "memary.recall.hot-space-largest", defaultValue = "5000") int largest,
      @ConfigProperty(name = "memary.recall.hot-after", defaultValue = "2") int after) {
    this(
        graph,
        analyzer,
        episodes,
        largest,
        after,
        resting(
            Executors.newSingleThreadExecutor(Thread.ofVirtual().name("hot-spaces").factory())));
  }

  /** After each task it rests in proportion: searches come first. */
  private static Executor resting(Executor readers) {
    return task ->
        readers.execute(() -> {
          long began = System.nanoTime();
          task.run();
          LockSupport.parkNanos(REST * (System.nanoTime() - began));
        });
  }

  HotSpaces(
      GraphStore graph,
      TermAnalyzer analyzer,
      long episodes,
      int largest,
      int after,
      Executor readers) {
    this.graph = graph;
    this.analyzer = analyzer;
    this.storeSearches =
        graph.capabilities().containsAll(EnumSet.allOf(GraphStore.Capability.class));
    this.largest = storeSearches ? largest : Integer.MAX_VALUE - 1;
    this.after = after;
    this.readers = readers;
    this.indexes =
        Caffeine.newBuilder()
            .maximumWeight(episodes)
            .weigher((SpaceKey space, SpaceIndex index) -> 1 + index.size())
            .expireAfterAccess(KEEP)
            .build();
  }

  @Override
  public Optional<SpaceIndex> of(SpaceKey space, SpaceState now) {
    SpaceIndex held = indexes.getIfPresent(space);
    return held == null ? notHeld(space) : upToDate(space, held, now);
  }

  /** Read now only if nobody else can search it. */
  private Optional<SpaceIndex> notHeld(SpaceKey space) {
    if (!storeSearches) {
      return Optional.ofNullable(read(space));
    }
    readLater(space);
    return Optional.ofNullable(indexes.getIfPresent(space));
  }

  @Override
  public void drop(SpaceKey space) {
    indexes.invalidate(space);
  }

  private Optional<SpaceIndex> upToDate(SpaceKey space, SpaceIndex held, SpaceState state) {
    if (held.state().rewritten() < state.rewritten()) {
      indexes.invalidate(space);
      return notHeld(space);
    }
    if (held.state().indexed() >= state.indexed()) {
      return Optional.of(held);
    }
    List<GraphEpisode> news = graph.episodes(space, held.state().indexed(), largest);
    if (held.size() + news.size() > largest) {
      leave(space);
      return Optional.empty();
    }
    SpaceIndex fresh = held.with(state, news, analyzer);
    indexes.asMap().replace(space, held, fresh);
    return Optional.of(fresh);
  }

  private void readLater(SpaceKey space) {
    boolean often =
        tooLarge.getIfPresent(space) == null
            && asked.get(space, key -> new AtomicInteger()).incrementAndGet() >= after;
    if (often && waiting.size() < WAITING && waiting.add(space)) {
      readers.execute(this::readMostAsked);
    }
  }

  private void readMostAsked() {
    waiting.stream()
        .max(Comparator.comparingInt(this::timesAsked))
        .ifPresent(space -> {
          try {
            read(space);
          } catch (RuntimeException e) {
            LOG.debugf("A space was not read into memory: %s", e.getClass().getSimpleName());
          } finally {
            waiting.remove(space);
          }
        });
  }

  private int timesAsked(SpaceKey space) {
    AtomicInteger times = asked.getIfPresent(space);
    return times == null ? 0 : times.get();
  }

  private @Nullable SpaceIndex read(SpaceKey space) {
    SpaceState state = graph.state(space).orElse(null);
    if (state == null) {
      return null;
    }
    List<GraphEpisode> all = graph.episodes(space, 0, largest);
    if (all.size() > largest) {
      leave(space);
      return null;
    }
    SpaceIndex index = SpaceIndex.of(space.spaceId(), state, all, analyzer);
    indexes.put(space, index);
    return index;
  }

  /** To the store. */
  private void leave(SpaceKey space) {
    indexes.invalidate(space);
    tooLarge.put(space, true);
  }
}
