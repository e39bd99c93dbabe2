package dev.memary.memory;

import dev.memary.memory.corrections.Correction.Renaming;
import dev.memary.memory.corrections.GraphCorrections;
import dev.memary.memory.forgetting.GraphResidue;
import dev.memary.memory.ingestion.EpisodeMentions;
import dev.memary.memory.ingestion.GraphMentions;
import dev.memary.memory.rebuild.GraphClearing;
import dev.memary.memory.recall.Conflicts;
import dev.memary.memory.recall.DatedFact;
import dev.memary.memory.recall.GraphRecall;
import dev.memary.memory.recall.GraphView;
import dev.memary.memory.recall.RecallQuery;
import dev.memary.memory.recall.Subgraph;
import io.quarkus.test.Mock;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The graph as a test arranged it, per tenant. */
@Mock
@Singleton
public class FakeGraph
    implements GraphRecall,
        GraphMentions,
        GraphClearing,
        GraphCorrections,
        GraphResidue,
        Conflicts,
        GraphView {
  private final Map<String, Hits> answers = new ConcurrentHashMap<>();
  private final Set<String> down = ConcurrentHashMap.newKeySet();
  private final Map<UUID, EpisodeMentions> mentions = new ConcurrentHashMap<>();
  private final Set<UUID> cleared = ConcurrentHashMap.newKeySet();
  private final Map<UUID, List<Renaming>> corrections = new ConcurrentHashMap<>();
  private final Map<UUID, List<UUID>> outdated = new ConcurrentHashMap<>();
  private final Map<UUID, Long> residue = new ConcurrentHashMap<>();
  private final Map<UUID, List<Conflict>> conflicts = new ConcurrentHashMap<>();
  private final Map<UUID, List<DatedFact>> changed = new ConcurrentHashMap<>();
  private final Map<String, RecallQuery> asked = new ConcurrentHashMap<>();

  public void answers(String tenant, Hit... hits) {
    answers.put(tenant, new Hits(List.of(hits), List.of(), null));
  }

  public void isDownFor(String tenant) {
    down.add(tenant);
  }

  public void mentions(EpisodeMentions understood) {
    mentions.put(understood.episodeId(), understood);
  }

  /** What the tenant asked last, or null. */
  public @Nullable RecallQuery lastQueryOf(String tenant) {
    return asked.get(tenant);
  }

  @Override
  public Hits retrieve(RecallQuery query, List<UUID> sessionIds, @Nullable Set<UUID> only) {
    asked.put(query.tenantId(), query);
    if (down.contains(query.tenantId())) {
      throw new GraphUnavailableException("down", new IllegalStateException("down"));
    }
    Hits arranged = answers.getOrDefault(query.tenantId(), new Hits(List.of(), List.of(), null));
    return new Hits(
        arranged.hits().stream()
            .filter(hit -> only == null || only.containsAll(hit.episodeIds()))
            .toList(),
        arranged.degraded(),
        query.explain() ? new Subgraph(List.of(), List.of(), "MATCH (n)") : null);
  }

  @Override
  public List<Conflict> of(String tenantId, UUID spaceId, @Nullable String after, int limit) {
    if (down.contains(tenantId)) {
      throw new GraphUnavailableException("down", new IllegalStateException("down"));
    }
    return conflicts.getOrDefault(spaceId, List.of()).stream()
        .filter(conflict -> after == null || conflict.key().compareTo(after) > 0)
        .limit(limit)
        .toList();
  }

  /** Two who know each other, around whomever is asked for. */
  @Override
  public Subgraph around(
      String tenantId,
      UUID spaceId,
      String entity,
      int depth,
      @Nullable Instant asOf,
      @Nullable Instant validAt) {
    if (down.contains(tenantId)) {
      throw new GraphUnavailableException("down", new IllegalStateException("down"));
    }
    UUID id = new UUID(0, depth);
    return new Subgraph(
        List.of(new Subgraph.Entity(id, entity, "person", true)),
        List.of(
            new Subgraph.Relation(
                new UUID(0, 9), "likes", "%s likes %s".formatted(entity, asOf), id, null)),
        "MATCH (n)");
  }

  @Override
  public List<DatedFact> changes(
      String tenantId, UUID spaceId, Instant from, Instant to, int limit) {
    if (down.contains(tenantId)) {
      throw new GraphUnavailableException("down", new IllegalStateException("down"));
    }
    return changed.getOrDefault(spaceId, List.of()).stream()
        .filter(fact -> fact.recordedAt().isAfter(from) && !fact.recordedAt().isAfter(to))
        .limit(limit)
        .toList();
  }

  public void changed(UUID spaceId, DatedFact... facts) {
    changed.put(spaceId, List.of(facts));
  }

  public void conflicts(UUID spaceId, Conflict... all) {
    conflicts.put(spaceId, List.of(all));
  }

  @Override
  public void clear(String tenantId, UUID spaceId, List<Renaming> renamings) {
    cleared.add(spaceId);
    corrections.put(spaceId, renamings);
  }

  @Override
  public void correct(String tenantId, UUID spaceId, List<Renaming> renamings) {
    corrections.put(spaceId, renamings);
  }

  /** What holds in the space, or null when it was never told. */
  public @Nullable List<Renaming> corrections(UUID spaceId) {
    return corrections.get(spaceId);
  }

  /** These are outdated until they are understood. */
  public void outdated(UUID spaceId, List<UUID> episodes) {
    outdated.put(spaceId, episodes);
  }

  @Override
  public List<UUID> outdated(String tenantId, UUID spaceId, UUID after, int limit) {
    return outdated.getOrDefault(spaceId, List.of()).stream()
        .filter(id -> id.toString().compareTo(after.toString()) > 0)
        .limit(limit)
        .toList();
  }

  public boolean wasCleared(UUID spaceId) {
    return cleared.contains(spaceId);
  }

  @Override
  public List<EpisodeMentions> of(String tenantId, Map<UUID, List<UUID>> episodeIdsBySpace) {
    return episodeIdsBySpace.values().stream()
        .flatMap(List::stream)
        .flatMap(id -> Stream.ofNullable(mentions.get(id)))
        .toList();
  }

  /** What a search of the graph finds of the space or episode. */
  public void stillHolds(UUID id, long facts) {
    residue.put(id, facts);
  }

  @Override
  public Map<String, Long> of(String tenantId, UUID spaceId, @Nullable UUID episodeId) {
    if (down.contains(tenantId)) {
      throw new UnavailableException("down", new IllegalStateException("down"));
    }
    long facts = residue.getOrDefault(episodeId == null ? spaceId : episodeId, 0L);
    return Map.of("episode", 0L, "entity", 0L, "fact", facts);
  }
}
