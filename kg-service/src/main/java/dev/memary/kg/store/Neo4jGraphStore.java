package dev.memary.kg.store;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.memary.kg.graph.Candidate;
import dev.memary.kg.graph.CandidateQuery;
import dev.memary.kg.graph.GraphEpisode;
import dev.memary.kg.graph.GraphStore;
import dev.memary.kg.graph.Integrated;
import dev.memary.kg.graph.SpaceKey;
import dev.memary.kg.graph.Understanding;
import dev.memary.kg.graph.Understanding.NamedEntity;
import dev.memary.kg.graph.Understanding.StatedFact;
import dev.memary.kg.integration.EntityKeys;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.neo4j.driver.Driver;
import org.neo4j.driver.Query;
import org.neo4j.driver.Record;
import org.neo4j.driver.Session;
import org.neo4j.driver.TransactionContext;
import org.neo4j.driver.Value;

/**
 * The graph in Neo4j. Facts are nodes, so that they can be re-pointed, hold literals and cite their
 * episodes.
 */
@ApplicationScoped
public class Neo4jGraphStore implements GraphStore {
  private final Driver driver;

  public Neo4jGraphStore(Driver driver) {
    this.driver = driver;
  }

  @Override
  public List<UUID> index(SpaceKey space, List<GraphEpisode> episodes) {
    return writeTo(
        space,
        tx -> {
          Set<String> speakers = new LinkedHashSet<>();
          episodes.forEach(e -> speakers.add(e.speaker()));
          tx.run(Queries.addSpeakers(space, speakers)).consume();
          return tx.run(Queries.index(space, episodes.stream().map(Neo4jGraphStore::row).toList()))
              .list(row -> uuid(row.get("id")));
        });
  }

  @Override
  public List<Integrated> integrate(SpaceKey space, List<Understanding> understandings) {
    Map<UUID, Understanding> newest =
        understandings.stream()
            .collect(
                Collectors.toMap(
                    Understanding::episodeId,
                    Function.identity(),
                    (a, b) -> a.generation() >= b.generation() ? a : b));
    return writeTo(
        space,
        tx -> {
          Map<UUID, Integer> standing = new HashMap<>();
          tx.run(Queries.openForIntegration(space, newest.keySet()))
              .forEachRemaining(
                  row -> standing.put(uuid(row.get("id")), row.get("generation").asInt()));
          List<Understanding> news =
              newest.values().stream()
                  .filter(
                      u -> u.generation() > standing.getOrDefault(u.episodeId(), Integer.MAX_VALUE))
                  .toList();
          List<String> before = retractOlder(tx, space, news, standing);
          write(tx, space, news);
          deleteOrphans(tx, space, before);
          return read(tx, Queries.integrated(space, standing.keySet()));
        });
  }

  @Override
  public List<Integrated> integrated(SpaceKey space, Collection<UUID> episodeIds) {
    try (Session session = driver.session()) {
      return session.executeRead(tx -> read(tx, Queries.integrated(space, episodeIds)));
    }
  }

  /** Every way of looking runs at the same time, on a connection of its own. */
  @Override
  public List<Candidate> candidates(CandidateQuery query) {
    List<Callable<List<Candidate>>> lookups =
        query.spaceIds().stream()
            .map(spaceId -> new SpaceKey(query.tenantId(), spaceId))
            .flatMap(space -> proposals(space, query).stream().map(q -> lookup(space, q)))
            .toList();
    Map<UUID, Candidate> found = new LinkedHashMap<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<List<Candidate>> proposed : threads.invokeAll(lookups)) {
        proposed.get().forEach(c -> found.putIfAbsent(c.id(), c));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while looking for candidates", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("The graph cannot be asked for candidates", e.getCause());
    }
    return List.copyOf(found.values());
  }

  private Callable<List<Candidate>> lookup(SpaceKey space, Query query) {
    return () -> {
      try (Session session = driver.session()) {
        return session.run(query).list(row -> candidate(row, space.spaceId()));
      }
    };
  }

  @Override
  public List<String> speakers(SpaceKey space) {
    try (Session session = driver.session()) {
      return session.run(Queries.speakers(space)).list(row -> row.get("name").asString());
    }
  }

  @Override
  public Map<UUID, List<String>> entityNames(SpaceKey space, Collection<UUID> episodeIds) {
    try (Session session = driver.session()) {
      return session.run(Queries.entityNames(space, episodeIds)).list().stream()
          .collect(
              Collectors.toMap(
                  row -> uuid(row.get("id")), row -> row.get("names").asList(Value::asString)));
    }
  }

  @Override
  public Map<String, Long> forgetSpace(SpaceKey space) {
    try (Session session = driver.session()) {
      session.executeWriteWithoutResult(tx -> tx.run(Queries.bury(space)).consume());
      Map<String, Long> removed =
          session.executeRead(tx ->
              counts(tx.run(Queries.countOfSpace(space)).single(), "episode", "entity", "fact"));
      for (String label : List.of("Fact", "Episode", "Entity", "Tombstone")) {
        session.run(Queries.clearSpace(space, label)).consume();
      }
      return removed;
    }
  }

  @Override
  public Map<String, Long> forgetEpisode(SpaceKey space, UUID episodeId) {
    try (Session session = driver.session()) {
      return session.executeWrite(tx -> {
        if (!tx.run(Queries.lock(space)).single().get("writable").asBoolean()) {
          return Map.of("episode", 0L, "fact", 0L);
        }
        tx.run(Queries.buryEpisode(space, episodeId)).consume();
        Map<String, Long> removed =
            counts(tx.run(Queries.countOfEpisode(space, episodeId)).single(), "episode", "fact");
        List<String> spokenOf = entityKeys(tx, space, List.of(episodeId));
        tx.run(Queries.retract(space, List.of(episodeId))).consume();
        tx.run(Queries.deleteEpisode(space, episodeId)).consume();
        deleteOrphans(tx, space, spokenOf);
        return removed;
      });
    }
  }

  /** Writes under the space's lock; writes nothing to a forgotten space. */
  private <T> List<T> writeTo(SpaceKey space, Function<TransactionContext, List<T>> work) {
    try (Session session = driver.session()) {
      return session.executeWrite(tx ->
          tx.run(Queries.lock(space)).single().get("writable").asBoolean()
              ? work.apply(tx)
              : List.of());
    }
  }

  private static List<String> entityKeys(
      TransactionContext tx, SpaceKey space, Collection<UUID> episodeIds) {
    return tx.run(Queries.entityKeys(space, episodeIds)).list(row -> row.get("key").asString());
  }

  private static void deleteOrphans(TransactionContext tx, SpaceKey space, List<String> keys) {
    if (!keys.isEmpty()) {
      tx.run(Queries.deleteOrphans(space, keys)).consume();
    }
  }

  /** Returns the keys of the entities that the older generations spoke of. */
  private static List<String> retractOlder(
      TransactionContext tx,
      SpaceKey space,
      List<Understanding> news,
      Map<UUID, Integer> standing) {
    List<UUID> older =
        news.stream()
            .map(Understanding::episodeId)
            .filter(id -> standing.getOrDefault(id, 0) > 0)
            .toList();
    if (older.isEmpty()) {
      return List.of();
    }
    List<String> spokenOf = entityKeys(tx, space, older);
    tx.run(Queries.retract(space, older)).consume();
    return spokenOf;
  }

  private static void write(TransactionContext tx, SpaceKey space, List<Understanding> news) {
    if (news.isEmpty()) {
      return;
    }
    Map<String, Map<String, Object>> entities = new LinkedHashMap<>();
    List<Map<String, Object>> mentions = new ArrayList<>();
    List<Map<String, Object>> facts = new ArrayList<>();
    for (Understanding u : news) {
      Map<String, Integer> counts = new LinkedHashMap<>();
      for (NamedEntity entity : u.entities()) {
        String key = EntityKeys.normalise(entity.name());
        entities.putIfAbsent(key, entityRow(space, key, entity));
        counts.merge(key, entity.mentions(), Integer::sum);
      }
      counts.forEach((key, count) -> mentions.add(mentionRow(u, key, count)));
      u.facts().stream()
          .map(fact -> factRow(space, u, fact))
          .filter(row -> entities.containsKey(String.valueOf(row.get("subject_key"))))
          .forEach(facts::add);
    }
    tx.run(Queries.mergeEntities(space, List.copyOf(entities.values()))).consume();
    tx.run(Queries.mention(space, mentions)).consume();
    tx.run(Queries.mergeFacts(space, facts)).consume();
    tx.run(
            Queries.markIntegrated(
                space,
                news.stream()
                    .map(u ->
                        Map.<String, Object>of(
                            "id", u.episodeId().toString(), "generation", u.generation()))
                    .toList()))
        .consume();
  }

  private static Map<String, Object> row(GraphEpisode e) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("session_id", e.sessionId().toString());
    properties.put("sequence", e.sequence());
    properties.put("role", e.role());
    properties.put("speaker", e.speaker());
    properties.put("text", e.text());
    properties.put("occurred_at", Queries.time(e.occurredAt()));
    properties.put("recorded_at", Queries.time(e.recordedAt()));
    properties.put("generation", e.generation());
    properties.put("embedding_model", e.embeddingModel());
    return Map.of("id", e.id().toString(), "properties", properties, "embedding", e.embedding());
  }

  /** Ids follow from the space and the key, so that a rebuilt graph has the same ones. */
  private static Map<String, Object> entityRow(SpaceKey space, String key, NamedEntity entity) {
    return Map.of(
        "key", key,
        "id", UuidCreator.getNameBasedSha1(space.spaceId(), "entity|" + key).toString(),
        "name", entity.name(),
        "type", entity.type(),
        "aliases", entity.aliases());
  }

  private static Map<String, Object> mentionRow(Understanding u, String key, int count) {
    Map<String, Object> row = new HashMap<>();
    row.put("episode", u.episodeId().toString());
    row.put("key", key);
    row.put("count", count);
    row.put("at", Queries.time(u.occurredAt()));
    row.put("generation", u.generation());
    return row;
  }

  private static Map<String, Object> factRow(SpaceKey space, Understanding u, StatedFact fact) {
    String subject = EntityKeys.normalise(fact.subject());
    String object = EntityKeys.normalise(fact.object());
    Map<String, Object> row = new HashMap<>();
    row.put("episode", u.episodeId().toString());
    row.put("subject_key", subject);
    row.put("object_key", fact.objectIsEntity() ? object : null);
    row.put("literal", fact.objectIsEntity() ? null : fact.object());
    row.put(
        "key",
        UuidCreator.getNameBasedSha1(
                space.spaceId(), "fact|" + subject + "|" + fact.predicate() + "|" + object)
            .toString());
    row.put("predicate", fact.predicate());
    row.put("statement", fact.statement());
    row.put("valid_from", Queries.time(fact.validFrom()));
    row.put("valid_to", Queries.time(fact.validTo()));
    row.put("recorded_at", Queries.time(u.recordedAt()));
    row.put("confidence", fact.confidence());
    row.put("generation", u.generation());
    return row;
  }

  private static List<Query> proposals(SpaceKey space, CandidateQuery query) {
    List<Query> proposals = new ArrayList<>();
    boolean byWords = !query.words().isEmpty();
    if (query.kinds().contains(Candidate.Kind.EPISODE)) {
      if (byWords) {
        proposals.add(Queries.episodesByWords(space, query));
      }
      if (query.embedding() != null) {
        proposals.add(Queries.episodesByMeaning(space, query));
      }
    }
    if (byWords && query.kinds().contains(Candidate.Kind.FACT)) {
      proposals.add(Queries.factsByWords(space, query));
    }
    if (byWords && query.kinds().contains(Candidate.Kind.ENTITY)) {
      proposals.add(Queries.entitiesByWords(space, query));
    }
    return proposals;
  }

  private static List<Integrated> read(TransactionContext tx, Query query) {
    return tx.run(query)
        .list(row ->
            new Integrated(
                uuid(row.get("id")),
                row.get("generation").asInt(),
                row.get("mentions").asList(Neo4jGraphStore::mention),
                row.get("facts").asInt()));
  }

  private static Integrated.Mention mention(Value value) {
    return new Integrated.Mention(
        uuid(value.get("id")),
        value.get("name").asString(),
        value.get("type").asString(),
        value.get("count").asInt());
  }

  private static Candidate candidate(Record row, UUID spaceId) {
    return new Candidate(
        uuid(row.get("id")),
        Candidate.Kind.valueOf(row.get("kind").asString()),
        spaceId,
        row.get("text").asString(),
        row.get("speaker").asString(""),
        row.get("neighbours").asString(""),
        row.get("occurred_at").asOffsetDateTime().toInstant(),
        row.get("similarity").asDouble(),
        row.get("entities").asList(Value::asString),
        row.get("episodes").asList(Neo4jGraphStore::uuid));
  }

  private static Map<String, Long> counts(Record row, String... kinds) {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (String kind : kinds) {
      counts.put(kind, row.get(kind).asLong());
    }
    return counts;
  }

  private static UUID uuid(Value value) {
    return UUID.fromString(value.asString());
  }
}
