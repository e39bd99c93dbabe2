package dev.memary.kg.store;

import static java.util.Objects.requireNonNull;

import dev.memary.kg.graph.Candidate;
import dev.memary.kg.graph.CandidateQuery;
import dev.memary.kg.graph.CandidateQuery.Embedded;
import dev.memary.kg.graph.CandidateQuery.Scope;
import dev.memary.kg.graph.Conflict;
import dev.memary.kg.graph.DatedFact;
import dev.memary.kg.graph.GraphBusyException;
import dev.memary.kg.graph.GraphEpisode;
import dev.memary.kg.graph.GraphStore;
import dev.memary.kg.graph.Integrated;
import dev.memary.kg.graph.Neighbourhood;
import dev.memary.kg.graph.Neighbourhood.Node;
import dev.memary.kg.graph.Neighbourhood.Relation;
import dev.memary.kg.graph.SpaceBusyException;
import dev.memary.kg.graph.SpaceKey;
import dev.memary.kg.graph.SpaceState;
import dev.memary.kg.graph.Understanding;
import dev.memary.kg.graph.Unembedded;
import dev.memary.kg.integration.Contribution;
import dev.memary.kg.integration.Corrections;
import dev.memary.kg.integration.Ontology;
import dev.memary.kg.integration.Spell;
import dev.memary.kg.store.QueryWatch.Watched;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.neo4j.driver.Driver;
import org.neo4j.driver.Record;
import org.neo4j.driver.Session;
import org.neo4j.driver.Value;
import org.neo4j.driver.exceptions.ClientException;

/**
 * The graph in Neo4j. Facts are nodes, so that they can be re-pointed, hold literals and cite their
 * episodes.
 */
@ApplicationScoped
public class Neo4jGraphStore implements GraphStore {
  private static final int SPACES_AT_ONCE = 64;
  private static final Spell ALWAYS = new Spell(null, null);

  private final Driver driver;
  private final QueryWatch watch;
  private final Ontology ontology;
  private final VectorIndexes indexes;

  public Neo4jGraphStore(
      Driver driver, QueryWatch watch, Ontology ontology, VectorIndexes indexes) {
    this.driver = driver;
    this.watch = watch;
    this.ontology = ontology;
    this.indexes = indexes;
  }

  @Override
  public Set<Capability> capabilities() {
    return EnumSet.allOf(Capability.class);
  }

  @Override
  public List<UUID> index(Map<SpaceKey, List<GraphEpisode>> episodes) {
    indexes.prepare(episodes.values().stream().flatMap(List::stream).map(GraphEpisode::embedding));
    return writeTo(episodes, Neo4jGraphStore::index);
  }

  private static List<UUID> index(
      Watched tx, Map<SpaceKey, List<GraphEpisode>> episodes, Locked locked) {
    episodes.forEach((space, own) -> {
      Set<String> speakers = new LinkedHashSet<>();
      own.forEach(e -> speakers.add(e.speaker()));
      speakers.removeAll(locked.speakers(space));
      if (!speakers.isEmpty()) {
        tx.run(Queries.addSpeakers(space, speakers));
      }
    });
    return tx.list(
        Queries.index(perSpace(episodes, Neo4jGraphStore::row)), row -> uuid(row.get("id")));
  }

  @Override
  public List<Integrated> integrate(Map<SpaceKey, List<Understanding>> understandings) {
    return writeTo(understandings, this::integrate);
  }

  private List<Integrated> integrate(
      Watched tx, Map<SpaceKey, List<Understanding>> understandings, Locked locked) {
    Map<SpaceKey, List<Understanding>> newest = new HashMap<>();
    understandings.forEach((space, own) -> newest.put(space, newest(own)));
    Map<UUID, Integer> standing = new HashMap<>();
    Set<UUID> open = new HashSet<>();
    tx.forEach(
        Queries.openForIntegration(perSpace(newest, Neo4jGraphStore::generation)),
        row -> {
          UUID id = uuid(row.get("id"));
          standing.put(id, row.get("before").asInt());
          if (row.get("open").asBoolean()) {
            open.add(id);
          }
        });
    Map<SpaceKey, List<UUID>> older = new HashMap<>();
    Map<SpaceKey, List<Contribution>> news = new HashMap<>();
    Map<SpaceKey, List<UUID>> living = new HashMap<>();
    newest.forEach((space, own) -> {
      List<Understanding> fresh = own.stream().filter(u -> open.contains(u.episodeId())).toList();
      Corrections corrections = locked.corrections(space);
      news.put(space, fresh.stream().map(u -> Contribution.of(u, corrections, ontology)).toList());
      older.put(
          space,
          fresh.stream()
              .map(Understanding::episodeId)
              .filter(id -> standing.getOrDefault(id, 0) > 0)
              .toList());
      living.put(
          space, own.stream().map(Understanding::episodeId).filter(standing::containsKey).toList());
    });
    GraphWriter writer = new GraphWriter(tx, newest.keySet(), ontology);
    writer.retract(older);
    writer.settle(news);
    return read(tx, Queries.integrated(perSpace(living, Neo4jGraphStore::id)));
  }

  private static List<Understanding> newest(List<Understanding> understandings) {
    return List.copyOf(
        understandings.stream()
            .collect(
                Collectors.toMap(
                    Understanding::episodeId,
                    Function.identity(),
                    (a, b) -> a.generation() >= b.generation() ? a : b))
            .values());
  }

  @Override
  public void correct(SpaceKey space, Corrections corrections) {
    writeTo(
        Map.of(space, corrections.renamings()),
        (tx, writable, locked) -> {
          if (!writable.isEmpty()) {
            tx.run(Renamings.write(space, corrections));
            var keys =
                corrections.changedFrom(locked.corrections(space)).stream()
                    .map(key -> Map.<String, Object>of("key", key))
                    .toList();
            tx.run(Queries.outdate(Map.of(space, keys)));
          }
          return List.of();
        });
  }

  @Override
  public List<UUID> outdated(SpaceKey space, UUID after, int limit) {
    return ask(Queries.outdated(space, after, limit), row -> uuid(row.get("id")));
  }

  @Override
  public List<Integrated> integrated(Map<SpaceKey, List<UUID>> episodeIds) {
    try (Session session = driver.session()) {
      return session.executeRead(tx ->
          read(watch.over(tx), Queries.integrated(perSpace(episodeIds, Neo4jGraphStore::id))));
    }
  }

  @Override
  public Map<UUID, SpaceState> states(String tenantId, Collection<UUID> spaceIds) {
    return ask(Queries.states(tenantId, spaceIds), row -> row).stream()
        .collect(
            Collectors.toMap(
                row -> Queries.spaceId(row.get("space").asString()), Neo4jGraphStore::state));
  }

  private static SpaceState state(Record row) {
    return new SpaceState(
        row.get("version").asLong(),
        row.get("indexed").asLong(),
        row.get("rewritten").asLong(),
        row.get("speakers").asList(Value::asString));
  }

  @Override
  public List<GraphEpisode> episodes(SpaceKey space, long after, int limit) {
    return ask(Queries.episodes(space, after, limit + 1), Neo4jGraphStore::episode);
  }

  private static GraphEpisode episode(Record row) {
    return new GraphEpisode(
        uuid(row.get("id")),
        uuid(row.get("session")),
        row.get("sequence").asLong(),
        row.get("role").asString(),
        row.get("speaker").asString(),
        row.get("text").asString(),
        row.get("occurred_at").asOffsetDateTime().toInstant(),
        row.get("recorded_at").asOffsetDateTime().toInstant(),
        row.get("generation").asInt(),
        vector(row.get("embedding")),
        row.get("model").asString());
  }

  private static float[] vector(Value value) {
    float[] vector = new float[value.size()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = value.get(i).asFloat();
    }
    return vector;
  }

  /** Every way of looking runs at the same time, on a connection of its own. */
  @Override
  public List<Candidate> candidates(CandidateQuery query) {
    indexes.prepare(Stream.ofNullable(query.embedding()).map(Embedded::vector));
    List<Callable<List<Candidate>>> lookups =
        query.spaceIds().stream()
            .map(spaceId -> new SpaceKey(query.tenantId(), spaceId))
            .flatMap(space -> lookups(space, query).stream())
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
      throw failureOf(e.getCause());
    }
    return List.copyOf(found.values());
  }

  /** The driver reports that no connection came free as a mistake of the client's. */
  private static RuntimeException failureOf(@Nullable Throwable cause) {
    if (cause instanceof ClientException e
        && String.valueOf(e.getMessage()).startsWith("Unable to acquire connection")) {
      return new GraphBusyException(e);
    }
    return cause instanceof RuntimeException e
        ? e
        : new IllegalStateException("The graph cannot be asked for candidates", cause);
  }

  private List<Callable<List<Candidate>>> lookups(SpaceKey space, CandidateQuery query) {
    List<Callable<List<Candidate>>> lookups = new ArrayList<>();
    boolean byWords = !query.words().isEmpty();
    if (query.kinds().contains(Candidate.Kind.EPISODE)) {
      if (byWords) {
        lookups.add(() -> found(space, Queries.episodesByWords(space, query)));
      }
      if (query.embedding() != null) {
        lookups.add(() -> found(space, Queries.episodesByMeaning(space, query)));
      }
    }
    if (query.kinds().contains(Candidate.Kind.FACT)) {
      if (byWords) {
        lookups.add(() -> facts(space, Queries.factsByWords(space, query), query.scope()));
      }
      if (query.embedding() != null) {
        lookups.add(() -> facts(space, Queries.factsByMeaning(space, query), query.scope()));
      }
    }
    if (byWords && query.kinds().contains(Candidate.Kind.ENTITY)) {
      lookups.add(() -> found(space, Queries.entitiesByWords(space, query)));
    }
    return lookups;
  }

  private <T> List<T> ask(NamedQuery query, Function<Record, T> row) {
    try (Session session = driver.session()) {
      return watch.over(session).list(query, row);
    }
  }

  private List<Candidate> found(SpaceKey space, NamedQuery query) {
    return ask(query, row -> candidate(row, space.spaceId(), row.get("text").asString(), ALWAYS));
  }

  private List<Candidate> facts(SpaceKey space, NamedQuery query, Scope scope) {
    try (Session session = driver.session()) {
      Watched watched = watch.over(session);
      return KnownFacts.of(watched, space, watched.list(query, row -> row), scope);
    }
  }

  @Override
  public Neighbourhood around(SpaceKey space, List<String> names, CandidateQuery query) {
    if (names.isEmpty() || query.words().isEmpty()) {
      return Neighbourhood.NONE;
    }
    try (Session session = driver.session()) {
      Watched watched = watch.over(session);
      NamedQuery around = Queries.around(space, names, query);
      List<Record> rows = watched.list(around, row -> row);
      Map<UUID, Candidate> known =
          KnownFacts.of(watched, space, rows, query.scope()).stream()
              .collect(Collectors.toMap(Candidate::id, Function.identity()));
      return known.isEmpty()
          ? Neighbourhood.NONE
          : new Neighbourhood(
              Set.copyOf(rows.getFirst().get("named").asList(Neo4jGraphStore::uuid)),
              rows.stream()
                  .flatMap(row ->
                      Stream.ofNullable(known.get(uuid(row.get("id"))))
                          .map(fact -> relation(row, fact)))
                  .toList(),
              around.text());
    }
  }

  private static Relation relation(Record row, Candidate fact) {
    Value object = row.get("object");
    return new Relation(
        fact,
        row.get("predicate").asString(),
        node(row.get("subject")),
        object.isNull() ? null : node(object));
  }

  private static Node node(Value value) {
    return new Node(
        uuid(value.get("id")), value.get("name").asString(), value.get("type").asString());
  }

  @Override
  public List<Candidate> episodes(SpaceKey space, Collection<UUID> ids, CandidateQuery query) {
    return found(space, Queries.episodesById(space, ids, query));
  }

  @Override
  public Set<UUID> mentioning(SpaceKey space, String name) {
    if (CandidateQuery.words(name).isEmpty()) {
      return Set.of();
    }
    return Set.copyOf(ask(Queries.mentioning(space, name), row -> uuid(row.get("id"))));
  }

  @Override
  public List<SpaceKey> withUnembedded(int limit) {
    return ask(Queries.withUnembedded(limit), Neo4jGraphStore::space);
  }

  @Override
  public List<Unembedded> unembedded(SpaceKey space, int limit) {
    return ask(
        Queries.unembedded(space, limit),
        row ->
            new Unembedded(
                Candidate.Kind.valueOf(row.get("kind").asString()),
                row.get("key").asString(),
                row.get("text").asString()));
  }

  @Override
  public List<Unembedded> embeddedOtherwise(SpaceKey space, String model, int limit) {
    return ask(
        Queries.embeddedOtherwise(space, model, limit),
        row -> {
          Candidate.Kind kind = Candidate.Kind.valueOf(row.get("kind").asString());
          String text = row.get("text").asString();
          return new Unembedded(
              kind,
              row.get("key").asString(),
              kind == Candidate.Kind.EPISODE
                  ? GraphEpisode.embedded(row.get("speaker").asString(), text)
                  : text);
        });
  }

  @Override
  public List<SpaceKey> spaces(@Nullable SpaceKey after, int limit) {
    return ask(
        Queries.livingSpaces(after == null ? "" : Queries.id(after.spaceId()), limit),
        Neo4jGraphStore::space);
  }

  private static SpaceKey space(Record row) {
    return new SpaceKey(row.get("tenant").asString(), Queries.spaceId(row.get("space").asString()));
  }

  @Override
  public void embed(SpaceKey space, Map<Unembedded, float[]> vectors, String model) {
    indexes.prepare(vectors.values().stream());
    writeTo(
        Map.of(space, List.copyOf(vectors.keySet())),
        (tx, writable, locked) -> {
          if (!writable.isEmpty()) {
            tx.run(
                Queries.embedEpisodes(space, vectorRows(Candidate.Kind.EPISODE, vectors, model)));
            tx.run(Queries.embedFacts(space, vectorRows(Candidate.Kind.FACT, vectors, model)));
            tx.run(Queries.embedEntities(space, vectorRows(Candidate.Kind.ENTITY, vectors, model)));
            tx.run(Queries.settleUnembedded(space));
          }
          return List.of();
        });
    List<Map<String, Object>> entities = vectorRows(Candidate.Kind.ENTITY, vectors, model);
    if (!entities.isEmpty()) {
      int dimensions = vectors.values().iterator().next().length;
      writeTo(
          Map.of(space, entities),
          (tx, writable, locked) -> {
            writable.forEach((own, rows) -> tx.run(Queries.linkEntities(own, rows, dimensions)));
            return List.of();
          });
    }
  }

  private static List<Map<String, Object>> vectorRows(
      Candidate.Kind kind, Map<Unembedded, float[]> vectors, String model) {
    return vectors.entrySet().stream()
        .filter(node -> node.getKey().kind() == kind)
        .map(node ->
            Map.<String, Object>of(
                "key", node.getKey().key(),
                "text", node.getKey().text(),
                "embedding", node.getValue(),
                "model", model))
        .toList();
  }

  @Override
  public List<String> speakers(SpaceKey space) {
    return ask(Queries.speakers(space), row -> row.get("name").asString());
  }

  @Override
  public List<Conflict> conflicts(SpaceKey space, String after, int limit) {
    return ask(Queries.conflicts(space, after, limit), Neo4jGraphStore::conflict);
  }

  @Override
  public List<DatedFact> changes(SpaceKey space, Instant from, Instant to, int limit) {
    return ask(Queries.changes(space, from, to, limit), row -> row.get("fact")).stream()
        .map(Neo4jGraphStore::datedFact)
        .toList();
  }

  @Override
  public Map<UUID, List<String>> entityNames(SpaceKey space, Collection<UUID> episodeIds) {
    return ask(Queries.entityNames(space, episodeIds), row -> row).stream()
        .collect(
            Collectors.toMap(
                row -> uuid(row.get("id")), row -> row.get("names").asList(Value::asString)));
  }

  @Override
  public Map<String, Long> forgetSpace(SpaceKey space) {
    try (Session session = driver.session()) {
      session.executeWriteWithoutResult(tx -> watch.over(tx).run(Queries.bury(space)));
      Watched watched = watch.over(session);
      deleteNodes(watched, space);
      watched.run(Queries.clearSpace(space, "Tombstone"));
      return watched.list(Queries.removedWithSpace(space), Neo4jGraphStore::counts).getFirst();
    }
  }

  @Override
  public Map<String, Long> forgetEpisode(SpaceKey space, UUID episodeId) {
    List<Map<String, Long>> removed =
        writeTo(
            Map.of(space, List.of(episodeId)),
            (tx, writable, locked) ->
                writable.isEmpty() ? List.of() : forgetEpisode(tx, space, episodeId));
    return removed.isEmpty() ? Map.of("episode", 0L, "fact", 0L) : removed.getFirst();
  }

  private List<Map<String, Long>> forgetEpisode(Watched tx, SpaceKey space, UUID episodeId) {
    List<Map<String, Long>> removed =
        tx.list(Queries.buryEpisode(space, episodeId), row -> counts(row, "episode", "fact"));
    GraphWriter writer = new GraphWriter(tx, List.of(space), ontology);
    writer.retract(Map.of(space, List.of(episodeId)));
    writer.settle(Map.of());
    tx.run(Queries.deleteEpisode(space, episodeId));
    tx.run(Queries.settleSpeakers(space));
    return removed;
  }

  @Override
  public Map<String, Long> residue(SpaceKey space, @Nullable UUID episodeId) {
    NamedQuery query =
        episodeId == null
            ? Queries.residueOfSpace(space)
            : Queries.residueOfEpisode(space, episodeId);
    try (Session session = driver.session()) {
      return session.executeRead(
          tx -> watch.over(tx).list(query, Neo4jGraphStore::counts).getFirst());
    }
  }

  @Override
  public void clear(SpaceKey space) {
    try (Session session = driver.session()) {
      session.executeWriteWithoutResult(tx -> watch.over(tx).run(Queries.beginClearing(space)));
      deleteNodes(watch.over(session), space);
      session.executeWriteWithoutResult(tx -> watch.over(tx).run(Queries.endClearing(space)));
    }
  }

  private static void deleteNodes(Watched session, SpaceKey space) {
    for (String label : List.of("Fact", "Episode", "Entity")) {
      session.run(Queries.clearSpace(space, label));
    }
  }

  /** What is written, to those of the spaces that may be written. */
  @FunctionalInterface
  private interface Write<T, R> {
    List<R> apply(Watched tx, Map<SpaceKey, List<T>> what, Locked locked);
  }

  /** Spaces whose locks are held, as their nodes tell of them. */
  private record Locked(Map<SpaceKey, Record> spaces) {
    List<String> speakers(SpaceKey space) {
      return node(space).get("speakers").asList(Value::asString);
    }

    Corrections corrections(SpaceKey space) {
      return Renamings.read(node(space));
    }

    private Record node(SpaceKey space) {
      return requireNonNull(spaces.get(space));
    }
  }

  /**
   * Writes under the spaces' locks, which are taken in the order of the ids, so that no two writers
   * wait for each other; writes nothing to a forgotten space.
   */
  private <T, R> List<R> writeTo(Map<SpaceKey, List<T>> work, Write<T, R> write) {
    List<SpaceKey> spaces =
        work.keySet().stream().sorted(Comparator.comparing(SpaceKey::spaceId)).toList();
    List<R> written = new ArrayList<>();
    for (int from = 0; from < spaces.size(); from += SPACES_AT_ONCE) {
      List<SpaceKey> portion = spaces.subList(from, Math.min(spaces.size(), from + SPACES_AT_ONCE));
      try (Session session = driver.session()) {
        written.addAll(
            session.executeWrite(transaction -> {
              Watched tx = watch.over(transaction);
              Locked locked = lock(tx, portion);
              Map<SpaceKey, List<T>> writable = new HashMap<>(work);
              writable.keySet().retainAll(locked.spaces().keySet());
              return writable.isEmpty() ? List.of() : write.apply(tx, writable, locked);
            }));
      }
    }
    return written;
  }

  /** The spaces that may be written; a new one is made. */
  private static Locked lock(Watched tx, List<SpaceKey> spaces) {
    List<Record> rows = new ArrayList<>(tx.list(Queries.lock(spaces), row -> row));
    Set<String> there =
        rows.stream().map(row -> row.get("space").asString()).collect(Collectors.toSet());
    List<SpaceKey> missing =
        spaces.stream().filter(space -> !there.contains(Queries.id(space.spaceId()))).toList();
    if (!missing.isEmpty()) {
      missing.forEach(space -> tx.run(Queries.createSpace(space)));
      rows.addAll(tx.list(Queries.lock(missing), row -> row));
    }
    Map<String, SpaceKey> byId =
        spaces.stream()
            .collect(Collectors.toMap(s -> Queries.id(s.spaceId()), s -> s, (a, b) -> a));
    Map<SpaceKey, Record> writable = new HashMap<>();
    for (Record row : rows) {
      if (row.get("writable").asBoolean() && row.get("clearing").asBoolean()) {
        throw new SpaceBusyException();
      }
      if (row.get("writable").asBoolean()) {
        writable.put(requireNonNull(byId.get(row.get("space").asString())), row);
      }
    }
    return new Locked(writable);
  }

  private static <T> Map<SpaceKey, List<Map<String, Object>>> perSpace(
      Map<SpaceKey, List<T>> elements, Function<T, Map<String, Object>> row) {
    Map<SpaceKey, List<Map<String, Object>>> rows = new HashMap<>();
    elements.forEach((space, own) -> rows.put(space, own.stream().map(row).toList()));
    return rows;
  }

  private static Map<String, Object> generation(Understanding u) {
    return Map.of("id", u.episodeId().toString(), "generation", u.generation());
  }

  private static Map<String, Object> id(UUID episodeId) {
    return Map.of("id", episodeId.toString());
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

  private static List<Integrated> read(Watched tx, NamedQuery query) {
    return tx.list(
        query,
        row ->
            new Integrated(
                uuid(row.get("id")),
                row.get("generation").asInt(),
                row.get("version").asLong(),
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

  private static Conflict conflict(Record row) {
    String key = row.get("key").asString();
    return new Conflict(
        key,
        key.substring(key.lastIndexOf('|') + 1),
        row.get("subject").asString(),
        row.get("sides").asList(Neo4jGraphStore::datedFact));
  }

  private static DatedFact datedFact(Value value) {
    List<Spell> spells = Spells.of(value.get("held_from"), value.get("held_to"));
    Spell last = spells.isEmpty() ? ALWAYS : spells.getLast();
    return new DatedFact(
        uuid(value.get("id")),
        value.get("text").asString(),
        last.from(),
        last.to(),
        value.get("recorded_at").asOffsetDateTime().toInstant(),
        instant(value.get("invalidated_at")),
        value.get("closed_by").isNull() ? null : uuid(value.get("closed_by")),
        value.get("confidence").asDouble(),
        value.get("episodes").asList(Neo4jGraphStore::uuid));
  }

  static Candidate candidate(Record row, UUID spaceId, String text, Spell spell) {
    return new Candidate(
        uuid(row.get("id")),
        Candidate.Kind.valueOf(row.get("kind").asString()),
        spaceId,
        text,
        row.get("speaker").asString(""),
        row.get("role").asString(""),
        row.get("session").isNull() ? null : uuid(row.get("session")),
        row.get("sequence").asLong(),
        row.get("occurred_at").asOffsetDateTime().toInstant(),
        spell.from(),
        spell.to(),
        row.get("similarity").asDouble(),
        row.get("entities").asList(Value::asString),
        row.get("episodes").asList(Neo4jGraphStore::uuid));
  }

  static @Nullable Instant instant(Value value) {
    return value.isNull() ? null : value.asOffsetDateTime().toInstant();
  }

  private static Map<String, Long> counts(Record row) {
    return counts(row, "episode", "entity", "fact");
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
