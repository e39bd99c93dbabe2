package dev.memary.kg.store;

import dev.memary.kg.graph.CandidateQuery;
import dev.memary.kg.graph.CandidateQuery.Scope;
import dev.memary.kg.graph.SpaceKey;
import dev.memary.kg.integration.EntityKeys;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Every Cypher statement of this service. None but the counts can be built without a space, and
 * what comes back is checked against it again. User text reaches Lucene as words of letters and
 * digits only, and Cypher as parameters only.
 *
 * <p>Episodes are found by id, with a hint, or along a relation, without naming their label: a plan
 * that is made while the graph is small and goes through the space's episodes would be kept while
 * the space grows.
 */
final class Queries {
  static final List<String> LABELS = List.of("Space", "Episode", "Entity", "Fact", "Tombstone");
  static final List<String> TYPES = List.of("MENTIONS", "SUBJECT", "OBJECT", "SUPPORTED_BY");

  /** Labels whose nodes are found by space and key: only by both is there an index. */
  private static final Set<String> KEYED = Set.of("Entity", "Fact");

  /** Vectors of each length have a property, and indexes, of their own. */
  private static final String DIMENSIONS = "{d}";

  private static final String SCOPED_EPISODE = scoped("e");

  /**
   * Nobody who asks waits for a plan: when the graph has grown Neo4j would make each anew, which
   * takes up to a second. {@code QueryPlansTest} shows that those made of an empty graph are right.
   * Relations are therefore followed as paths of one step ({@code *1..1}), from nodes that are
   * known: a plan of a graph without any would scan all of them for a type that is seldom yet.
   */
  private static final String PLANNED_ONCE = "CYPHER 25 replan=skip\n";

  private static final String LIVING_SPACE =
      "MATCH (s:Space {id: $p.space}) WHERE s.tenant_id = $p.tenant AND NOT s.forgotten\n";

  private static final String DATED_FACT =
      """
      {id: f.id, text: f.statement, held_from: coalesce(f.held_from, []), held_to: coalesce(f.held_to, []),
       recorded_at: f.recorded_at, invalidated_at: f.invalidated_at, closed_by: f.closed_by,
       confidence: f.confidence, episodes: [(f)-[:SUPPORTED_BY]->(e) | e.id]}
      """;

  private static final String RETURN_ONE_EPISODE =
      """
      RETURN 'EPISODE' AS kind, e.id AS id, e.text AS text, e.speaker AS speaker, e.role AS role,
             e.session_id AS session, e.sequence AS sequence, e.occurred_at AS occurred_at,
             [] AS entities, [e.id] AS episodes,
      """
          + similarity("e")
          + " AS similarity";

  private static final String BEST_WORDING =
      "r.past, r.confidence DESC, r.recorded_at, r.statement, r.literal";

  /** With the turns before and after, which are candidates, too. */
  private static final String RETURN_EPISODE =
      """
      OPTIONAL MATCH (before:Episode {session_id: e.session_id, sequence: e.sequence - 1})
      OPTIONAL MATCH (after:Episode {session_id: e.session_id, sequence: e.sequence + 1})
      UNWIND [e, before, after] AS near
      WITH DISTINCT near WHERE near IS NOT NULL AND
      """
          + scoped("near")
          + "WITH near AS e\n"
          + RETURN_ONE_EPISODE;

  /** So much about each entity that a question names, and about each that this leads to. */
  private static final int NEAR = 40;

  private static final int FAR = 10;

  /** Of an entity with more facts only the newest are compared with the question. */
  private static final int NEWEST = 1_000;

  /** Of the facts of a neighbourhood, with its episodes. */
  private static final String RETURN_FACT =
      """
      RETURN 'FACT' AS kind, f.id AS id, f.key AS key, f.state AS state, f.statement AS text,
             '' AS speaker, '' AS role, null AS session, 0 AS sequence,
             support[0].occurred_at AS occurred_at, [(f)-[:SUBJECT|OBJECT*1..1]->(x) | x.name] AS entities,
             [e IN support | e.id] AS episodes, similarity,
             coalesce(f.held_from, []) AS held_from, coalesce(f.held_to, []) AS held_to,
             f.invalidated_at AS invalidated_at
      """;

  /**
   * Names at least this near are proposed as the same: a cosine of 0.955, as "Jon Smith" and "John
   * Smith", where "Tom Baker" and "Tom Barker" have 0.942.
   */
  private static final double SAME = (1 + 0.955) / 2;

  /** The entities that are named: by key, by alias or by a name that means nearly the same. */
  private static final String NAMED =
      LIVING_SPACE
          + """
          CALL (s) {
            UNWIND $p.names AS name
            MATCH (n:Entity {space_id: $p.space, key: name})
            RETURN n
            UNION
            CALL db.index.fulltext.queryNodes('entity_text', $p.lucene, {limit: 20}) YIELD node AS n
            WITH n WHERE n.space_id = $p.space AND any(alias IN n.aliases WHERE toLower(alias) IN $p.names)
            RETURN n
          }
          CALL (n) {
            RETURN n AS m
            UNION
            MATCH (n)-[:SAME_AS*1..1]-(m) WHERE m.type = n.type
            RETURN m
            UNION
            UNWIND n.aliases AS alias
            MATCH (m:Entity {space_id: $p.space, key: toLower(alias)})
            RETURN m
          }
          WITH collect(DISTINCT m) AS named
          """;

  private Queries() {}

  private static String similarity(String node) {
    return """
    CASE WHEN $p.embedding IS NULL OR %1$s.embedding_{d} IS NULL OR %1$s.embedding_model <> $p.model THEN 0.0
         ELSE vector.similarity.cosine(%1$s.embedding_{d}, $p.embedding) END\
    """
        .formatted(node);
  }

  /**
   * Of facts {@code f} those that hold, or held at the time that is asked about. What was known of
   * them before is not in the graph: {@link KnownFacts} looks at all that had been recorded.
   *
   * @param carried what else is kept: names, each followed by a comma
   */
  private static String validFact(String carried) {
    return """
    WITH %1$sf WHERE f.space_id = $p.space
      AND (size($p.predicates) = 0 OR f.predicate IN $p.predicates)
      AND ($p.entity IS NULL OR EXISTS {
            MATCH (f)-[:SUBJECT|OBJECT*1..1]->(about)
            WHERE about.key = $p.entity OR any(alias IN about.aliases WHERE toLower(alias) = $p.entity) })
      AND CASE
      WHEN $p.as_of IS NOT NULL THEN f.recorded_at <= $p.as_of
      WHEN $p.valid_at IS NOT NULL THEN any(i IN range(0, size(f.held_from) - 1)
                                          WHERE f.held_from[i] <= $p.valid_at AND f.held_to[i] > $p.valid_at)
      ELSE f.invalidated_at IS NULL OR coalesce(f.held_to[-1] > datetime(), false) END
    """
        .formatted(carried);
  }

  /** With the episodes in scope that support them; a fact without a vector is as near as those. */
  private static String supported(String carried) {
    return """
    MATCH (f)-[:SUPPORTED_BY*1..1]->(e) WHERE %2$s
    WITH %1$sf, e ORDER BY e.occurred_at DESC
    WITH %1$sf, collect(e) AS support,
         CASE WHEN f.embedding_model = $p.model THEN %3$s ELSE max(%4$s) END AS similarity
    """
        .formatted(carried, SCOPED_EPISODE, similarity("f"), similarity("e"));
  }

  /** Whether they hold is looked at once, at the end: planning the statement takes long enough. */
  private static String closestFacts(int limit) {
    return """
    WITH f WHERE f.space_id = $p.space AND ($p.as_of IS NULL OR f.recorded_at <= $p.as_of)
    WITH f ORDER BY f.recorded_at DESC, f.key LIMIT %d
    RETURN f ORDER BY %s DESC, f.recorded_at DESC, f.key LIMIT %d
    """
        .formatted(NEWEST, similarity("f"), limit);
  }

  private static String scoped(String episode) {
    return """
    %1$s.space_id = $p.space AND %1$s.text IS NOT NULL AND NOT %1$s.id IN $p.excluded
      AND ($p.as_of IS NULL OR %1$s.recorded_at <= $p.as_of)
      AND (size($p.sessions) = 0 OR %1$s.session_id IN $p.sessions)
      AND ($p.only IS NULL OR %1$s.id IN $p.only)
      AND (size($p.roles) = 0 OR %1$s.role IN $p.roles)
      AND ($p.from IS NULL OR %1$s.occurred_at >= $p.from)
      AND ($p.to IS NULL OR %1$s.occurred_at < $p.to)
    """
        .formatted(episode);
  }

  /**
   * Locks the spaces in this order, raises their versions, and tells which may be written; no row
   * for one that is not there yet. The first SET takes the exclusive lock before anything is read:
   * MERGE would read under a shared lock first, and two writers would wait for each other.
   */
  static NamedQuery lock(List<SpaceKey> spaces) {
    return new NamedQuery(
        "lock",
        """
        UNWIND $p.rows AS x
        MATCH (s:Space {id: x.space})
        SET s.locked = true
        WITH s, x
        SET s.version = s.version + CASE WHEN s.tenant_id = x.tenant AND NOT s.forgotten THEN 1 ELSE 0 END
        REMOVE s.locked
        RETURN s.id AS space, s.tenant_id = x.tenant AND NOT s.forgotten AS writable,
               coalesce(s.clearing, false) AS clearing, coalesce(s.speakers, []) AS speakers,
               coalesce(s.renamed_from, []) AS renamed_from, coalesce(s.renamed_to, []) AS renamed_to,
               coalesce(s.renamed_in, []) AS renamed_in
        """,
        Map.of("rows", spaces.stream().map(Queries::of).toList()));
  }

  static NamedQuery createSpace(SpaceKey space) {
    return new NamedQuery(
        "createSpace",
        """
        MERGE (s:Space {id: $p.space})
        ON CREATE SET s.tenant_id = $p.tenant, s.version = 0, s.forgotten = false
        """,
        of(space));
  }

  static NamedQuery index(Map<SpaceKey, List<Map<String, Object>>> episodes) {
    return rows(
        "index",
        """
        UNWIND $p.rows AS x
        OPTIONAL MATCH (t:Tombstone {id: x.id})
        WITH x, t WHERE t IS NULL
        MERGE (e:Episode {id: x.id})
        ON CREATE SET e.space_id = x.space
        WITH x, e WHERE e.space_id = x.space AND coalesce(e.generation, 0) <= x.properties.generation
        SET e += x.properties
        """
            + setVector("e")
            + """
            MATCH (s:Space {id: x.space})
            SET s.indexed = s.version, e.indexed = s.version
            RETURN e.id AS id
            """,
        episodes);
  }

  /** Remembers on the space who speaks in it. */
  static NamedQuery addSpeakers(SpaceKey space, Collection<String> speakers) {
    return new NamedQuery(
        "addSpeakers",
        """
        MATCH (s:Space {id: $p.space}) WHERE s.tenant_id = $p.tenant
        SET s.speakers = coalesce(s.speakers, []) + [n IN $p.speakers WHERE NOT n IN coalesce(s.speakers, [])]
        """,
        of(space, "speakers", List.copyOf(speakers)));
  }

  static NamedQuery states(String tenantId, Collection<UUID> spaces) {
    return new NamedQuery(
        "states",
        PLANNED_ONCE
            + """
            UNWIND $p.spaces AS id
            MATCH (s:Space {id: id}) WHERE s.tenant_id = $p.tenant AND NOT s.forgotten
            RETURN id AS space, s.version AS version, coalesce(s.indexed, 0) AS indexed,
                   coalesce(s.rewritten, 0) AS rewritten, coalesce(s.speakers, []) AS speakers
            """,
        Map.of("tenant", tenantId, "spaces", spaces.stream().distinct().map(Queries::id).toList()));
  }

  static NamedQuery episodes(SpaceKey space, long after, int limit) {
    Map<String, Object> parameters = of(space);
    parameters.put("after", after);
    parameters.put("limit", limit);
    return new NamedQuery(
        "episodes",
        LIVING_SPACE
            + """
            MATCH (e:Episode {space_id: $p.space}) WHERE e.indexed > $p.after
            RETURN e.id AS id, e.session_id AS session, e.sequence AS sequence, e.role AS role,
                   e.speaker AS speaker, e.text AS text, e.occurred_at AS occurred_at,
                   e.recorded_at AS recorded_at, e.generation AS generation,
                   [k IN keys(e) WHERE k STARTS WITH 'embedding_' AND k <> 'embedding_model' | e[k]][0] AS embedding,
                   e.embedding_model AS model
            LIMIT $p.limit
            """,
        parameters);
  }

  static NamedQuery speakers(SpaceKey space) {
    return new NamedQuery(
        "speakers",
        PLANNED_ONCE + LIVING_SPACE + "UNWIND coalesce(s.speakers, []) AS name RETURN name",
        of(space));
  }

  /** Notes on the space which names mean somebody else. */
  static NamedQuery rename(
      SpaceKey space, List<String> from, List<String> to, List<String> episodes) {
    Map<String, Object> parameters = of(space);
    parameters.put("from", from);
    parameters.put("to", to);
    parameters.put("in", episodes);
    return new NamedQuery(
        "rename",
        """
        MATCH (s:Space {id: $p.space}) WHERE s.tenant_id = $p.tenant
        SET s.renamed_from = $p.from, s.renamed_to = $p.to, s.renamed_in = $p.in
        """,
        parameters);
  }

  /** Marks the episodes that mention the entities of these keys. */
  static NamedQuery outdate(Map<SpaceKey, List<Map<String, Object>>> keys) {
    return rows(
        "outdate",
        """
        UNWIND $p.rows AS x
        MATCH (n:Entity {space_id: x.space, key: x.key})<-[:MENTIONS]-(e)
        SET e.outdated = true
        """,
        keys);
  }

  static NamedQuery outdated(SpaceKey space, UUID after, int limit) {
    Map<String, Object> parameters = of(space);
    parameters.put("after", after.toString());
    parameters.put("limit", limit);
    return new NamedQuery(
        "outdated",
        LIVING_SPACE
            + """
            MATCH (e:Episode {space_id: $p.space}) WHERE e.outdated AND e.id > $p.after
            RETURN e.id AS id ORDER BY id LIMIT $p.limit
            """,
        parameters);
  }

  /**
   * The generation that stands in the graph for each of the episodes that are not forgotten; 0 for
   * none. From now on the given one stands, if it is newer, or as new and what stands is outdated.
   */
  static NamedQuery openForIntegration(Map<SpaceKey, List<Map<String, Object>>> generations) {
    return rows(
        "openForIntegration",
        """
        UNWIND $p.rows AS x
        OPTIONAL MATCH (t:Tombstone {id: x.id})
        WITH x, t WHERE t IS NULL
        MERGE (e:Episode {id: x.id})
        ON CREATE SET e.space_id = x.space
        WITH e, x WHERE e.space_id = x.space
        WITH e, x, coalesce(e.integrated_generation, 0) AS before, coalesce(e.outdated, false) AS outdated
        WITH e, x, before, x.generation > before OR outdated AND x.generation = before AS open
        SET e.integrated_generation = CASE WHEN open THEN x.generation ELSE before END,
            e.outdated = CASE WHEN open THEN null ELSE e.outdated END
        RETURN e.id AS id, before, open
        """,
        generations);
  }

  /** Which entities these episodes mention, and by which names. */
  static NamedQuery mentionsOf(Map<SpaceKey, List<Map<String, Object>>> episodes) {
    return rows(
        "mentionsOf",
        """
        UNWIND $p.rows AS x
        MATCH (e:Episode {id: x.id})-[m:MENTIONS]->(n:Entity)
        USING INDEX e:Episode(id)
        WHERE e.space_id = x.space
        RETURN x.space AS space, n.key AS key, properties(m) AS names
        """,
        episodes);
  }

  /** Keys of the facts that these episodes support. */
  static NamedQuery factsOf(Map<SpaceKey, List<Map<String, Object>>> episodes) {
    return rows(
        "factsOf",
        """
        UNWIND $p.rows AS x
        MATCH (f:Fact)-[:SUPPORTED_BY]->(e:Episode {id: x.id})
        USING INDEX e:Episode(id)
        WHERE e.space_id = x.space
        RETURN DISTINCT x.space AS space, f.key AS key, f.state AS state
        """,
        episodes);
  }

  /** Takes back what these episodes said. */
  static NamedQuery retract(Map<SpaceKey, List<Map<String, Object>>> episodes) {
    return rows(
        "retract",
        """
        UNWIND $p.rows AS x
        MATCH (e:Episode {id: x.id})
        USING INDEX e:Episode(id)
        WHERE e.space_id = x.space
        OPTIONAL MATCH (e)-[m:MENTIONS]->(:Entity)
        DELETE m
        WITH DISTINCT e
        OPTIONAL MATCH (:Fact)-[r:SUPPORTED_BY]->(e)
        DELETE r
        """,
        episodes);
  }

  /** How often the entities of these keys are called what, over all episodes. */
  static NamedQuery tallies(Map<SpaceKey, List<Map<String, Object>>> keys) {
    return rows(
        "tallies",
        """
        UNWIND $p.rows AS x
        MATCH (n:Entity {space_id: x.space, key: x.key})
        RETURN x.space AS space, x.key AS key, properties(n) AS names
        """,
        keys);
  }

  static NamedQuery putEntities(Map<SpaceKey, List<Map<String, Object>>> entities) {
    return rows(
        "putEntities",
        """
        UNWIND $p.rows AS x
        MERGE (n:Entity {space_id: x.space, key: x.key})
        SET n.unembedded = CASE WHEN n.name = x.properties.name THEN n.unembedded ELSE true END
        SET n += x.properties
        WITH x, n WHERE n.unembedded
        MATCH (s:Space {id: x.space})
        SET s.unembedded = true
        """,
        entities);
  }

  static NamedQuery deleteEntities(Map<SpaceKey, List<Map<String, Object>>> keys) {
    return rows(
        "deleteEntities",
        """
        UNWIND $p.rows AS x
        MATCH (n:Entity {space_id: x.space, key: x.key})
        DETACH DELETE n
        """,
        keys);
  }

  static NamedQuery mention(Map<SpaceKey, List<Map<String, Object>>> mentions) {
    return rows(
        "mention",
        """
        UNWIND $p.rows AS x
        MATCH (e:Episode {id: x.episode})
        USING INDEX e:Episode(id)
        WHERE e.space_id = x.space
        MATCH (n:Entity {space_id: x.space, key: x.key})
        MERGE (e)-[m:MENTIONS]->(n)
        SET m = x.properties
        """,
        mentions);
  }

  /** Creates the facts that are new and cites the episodes for them. */
  static NamedQuery support(Map<SpaceKey, List<Map<String, Object>>> facts) {
    return rows(
        "support",
        """
        UNWIND $p.rows AS x
        MATCH (e:Episode {id: x.episode})
        USING INDEX e:Episode(id)
        WHERE e.space_id = x.space
        MATCH (subject:Entity {space_id: x.space, key: x.subject_key})
        MERGE (f:Fact {space_id: x.space, key: x.key})
        ON CREATE SET f.id = x.key, f.predicate = x.predicate, f.state = x.state
        MERGE (f)-[:SUBJECT]->(subject)
        MERGE (f)-[r:SUPPORTED_BY]->(e)
        SET r = x.properties
        WITH f, x WHERE x.object_key IS NOT NULL
        MATCH (object:Entity {space_id: x.space, key: x.object_key})
        MERGE (f)-[:OBJECT]->(object)
        """,
        facts);
  }

  /**
   * Computes the facts of these keys from all that supports them: worded by the most confident
   * (then the earliest) supporter, one that says that it holds before one that says that it is
   * over. A fact without support goes.
   */
  static NamedQuery settleFacts(Map<SpaceKey, List<Map<String, Object>>> keys) {
    return rows(
        "settleFacts",
        """
        UNWIND $p.rows AS x
        MATCH (f:Fact {space_id: x.space, key: x.key})
        OPTIONAL MATCH (f)-[r:SUPPORTED_BY]->(:Episode)
        WITH x, f, r ORDER BY %s
        WITH x, f, collect(r) AS support, min(r.recorded_at) AS recorded_at, max(r.confidence) AS confidence
        SET f.unembedded = CASE WHEN f.statement = support[0].statement THEN f.unembedded ELSE true END
        SET f.statement = support[0].statement, f.literal = support[0].literal, f.recorded_at = recorded_at,
            f.confidence = confidence
        WITH x, f, support
        MATCH (s:Space {id: x.space})
        SET s.unembedded = CASE WHEN f.unembedded THEN true ELSE s.unembedded END
        WITH f, support WHERE size(support) = 0
        DETACH DELETE f
        """
            .formatted(BEST_WORDING),
        keys);
  }

  /** All that was stated of these states, by then if a time is given. */
  static NamedQuery statementsOfStates(
      Map<SpaceKey, List<Map<String, Object>>> states, @Nullable Instant asOf) {
    return statements(
        "statementsOfStates",
        "MATCH (f:Fact {space_id: x.space, state: x.key}) USING INDEX f:Fact(space_id, state)",
        states,
        asOf);
  }

  /** The same of these facts, as far as they belong to no state. */
  static NamedQuery statementsOfFacts(
      Map<SpaceKey, List<Map<String, Object>>> keys, @Nullable Instant asOf) {
    return statements(
        "statementsOfFacts",
        "MATCH (f:Fact {space_id: x.space, key: x.key}) USING INDEX f:Fact(space_id, key)"
            + " WHERE f.state IS NULL",
        keys,
        asOf);
  }

  private static NamedQuery statements(
      String name,
      String match,
      Map<SpaceKey, List<Map<String, Object>>> keys,
      @Nullable Instant asOf) {
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("rows", scopedRows(keys));
    parameters.put("as_of", time(asOf));
    return new NamedQuery(
        name,
        """
        UNWIND $p.rows AS x
        %s
        MATCH (f)-[r:SUPPORTED_BY]->(e) WHERE $p.as_of IS NULL OR r.recorded_at <= $p.as_of
        OPTIONAL MATCH (f)-[:OBJECT]->(object:Entity)
        RETURN f.space_id AS space, coalesce(f.state, f.key) AS topic, f.key AS fact, f.predicate AS predicate,
               coalesce(object.key, '=' + toLower(r.literal)) AS object, e.id AS episode,
               r.said_at AS said_at, r.recorded_at AS recorded_at,
               coalesce(r.spells, ['../..']) AS spells,
               r.confidence AS confidence, r.statement AS statement
        ORDER BY %s
        """
            .formatted(match, BEST_WORDING),
        parameters);
  }

  static NamedQuery settleTimes(Map<SpaceKey, List<Map<String, Object>>> facts) {
    return rows(
        "settleTimes",
        """
        UNWIND $p.rows AS x
        MATCH (f:Fact {space_id: x.space, key: x.key})
        SET f.held_from = x.held_from, f.held_to = x.held_to, f.invalidated_at = x.invalidated_at,
            f.closed_by = x.closed_by
        """,
        facts);
  }

  static NamedQuery integrated(Map<SpaceKey, List<Map<String, Object>>> episodes) {
    return rows(
        "integrated",
        """
        UNWIND $p.rows AS x
        MATCH (s:Space {id: x.space}) WHERE s.tenant_id = x.tenant AND NOT s.forgotten
        MATCH (e:Episode {id: x.id})
        USING INDEX e:Episode(id)
        WHERE e.space_id = x.space AND e.integrated_generation IS NOT NULL
        RETURN e.id AS id, e.integrated_generation AS generation, s.version AS version,
               [(e)-[m:MENTIONS]->(n:Entity) | {id: n.id, name: n.name, type: n.type, count: m.count}] AS mentions,
               COUNT { (:Fact)-[:SUPPORTED_BY]->(e) } AS facts
        """,
        episodes);
  }

  static NamedQuery episodesByWords(SpaceKey space, CandidateQuery query) {
    return candidates(
        "episodesByWords",
        space,
        query,
        LIVING_SPACE
            + """
            CALL db.index.fulltext.queryNodes('episode_text', $p.lucene, {limit: $p.limit}) YIELD node AS e
            WITH e WHERE
            """
            + SCOPED_EPISODE
            + RETURN_EPISODE,
        "text",
        "speaker");
  }

  static NamedQuery episodesByMeaning(SpaceKey space, CandidateQuery query) {
    return candidates(
        "episodesByMeaning",
        space,
        query,
        LIVING_SPACE
            + """
            MATCH (e:Episode)
            SEARCH e IN (VECTOR INDEX episode_meaning_{d} FOR $p.embedding
                         WHERE e.space_id = $p.space AND e.embedding_model = $p.model LIMIT $p.limit)
            WITH e WHERE
            """
            + SCOPED_EPISODE
            + RETURN_EPISODE);
  }

  static NamedQuery factsByWords(SpaceKey space, CandidateQuery query) {
    return candidates(
        "factsByWords",
        space,
        query,
        LIVING_SPACE
            + """
            CALL db.index.fulltext.queryNodes('fact_text', $p.lucene, {limit: $p.limit}) YIELD node AS f
            """
            + validFact("")
            + supported("")
            + RETURN_FACT,
        "statement");
  }

  static NamedQuery factsByMeaning(SpaceKey space, CandidateQuery query) {
    return candidates(
        "factsByMeaning",
        space,
        query,
        LIVING_SPACE
            + """
            MATCH (f:Fact)
            SEARCH f IN (VECTOR INDEX fact_meaning_{d} FOR $p.embedding
                         WHERE f.space_id = $p.space AND f.embedding_model = $p.model LIMIT $p.limit)
            """
            + validFact("")
            + supported("")
            + RETURN_FACT);
  }

  /**
   * Facts of the entities that are named, and facts of what those lead to. Of an entity with many
   * facts only those that are closest to the question.
   */
  static NamedQuery around(SpaceKey space, List<String> names, CandidateQuery query) {
    NamedQuery candidates =
        candidates(
            "around",
            space,
            query,
            NAMED
                + """
                CALL (named) {
                  UNWIND named AS n
                  CALL (n) {
                    MATCH (n)<-[:SUBJECT|OBJECT*1..1]-(f)
                """
                + closestFacts(NEAR)
                + """
                  }
                  RETURN collect(DISTINCT f) AS near
                }
                CALL (named, near) {
                  UNWIND near AS first
                  MATCH (first)-[:SUBJECT|OBJECT*1..1]->(n) WHERE NOT n IN named
                  WITH DISTINCT n, near
                  CALL (n, near) {
                    MATCH (n)<-[:SUBJECT|OBJECT*1..1]-(f) WHERE NOT f IN near
                """
                + closestFacts(FAR)
                + """
                  }
                  RETURN collect(DISTINCT f) AS far
                }
                WITH [n IN named | n.id] AS named, near + far AS facts
                UNWIND facts AS f
                """
                + validFact("named, ")
                + supported("named, ")
                + RETURN_FACT
                + """
                , named, f.predicate AS predicate, [(f)-[:SUBJECT*1..1]->(x) | {id: x.id, name: x.name, type: x.type}][0] AS subject,
                  [(f)-[:OBJECT*1..1]->(x) | {id: x.id, name: x.name, type: x.type}][0] AS object
                """,
            "aliases");
    return candidates.with("names", names);
  }

  static NamedQuery episodesById(SpaceKey space, Collection<UUID> ids, CandidateQuery query) {
    return candidates(
            "episodesById",
            space,
            query,
            LIVING_SPACE
                + """
                MATCH (e:Episode)
                USING INDEX e:Episode(id)
                WHERE e.id IN $p.ids AND
                """
                + SCOPED_EPISODE
                + "WITH e "
                + RETURN_ONE_EPISODE)
        .with("ids", strings(ids));
  }

  static NamedQuery entitiesByWords(SpaceKey space, CandidateQuery query) {
    return candidates(
        "entitiesByWords",
        space,
        query,
        LIVING_SPACE
            + """
            CALL db.index.fulltext.queryNodes('entity_text', $p.lucene, {limit: $p.limit}) YIELD node AS n
            WITH n WHERE n.space_id = $p.space
            MATCH (e)-[:MENTIONS*1..1]->(n) WHERE
            """
            + SCOPED_EPISODE
            + """
            WITH n, e ORDER BY e.occurred_at DESC
            WITH n, collect(e) AS support
            RETURN 'ENTITY' AS kind, n.id AS id, n.name AS text, '' AS speaker, '' AS role, 0.0 AS similarity,
                   null AS session, 0 AS sequence,
                   support[0].occurred_at AS occurred_at, [n.name] AS entities, [e IN support[..5] | e.id] AS episodes
            """,
        "name",
        "aliases");
  }

  /** Episodes that mention the entity of this name or alias. */
  static NamedQuery mentioning(SpaceKey space, String name) {
    return new NamedQuery(
            "mentioning",
            PLANNED_ONCE
                + LIVING_SPACE
                + """
                CALL (s) {
                  MATCH (n:Entity {space_id: $p.space, key: $p.key})
                  RETURN n
                  UNION
                  CALL db.index.fulltext.queryNodes('entity_text', $p.lucene, {limit: 100}) YIELD node AS n
                  WITH n WHERE n.space_id = $p.space AND any(alias IN n.aliases WHERE toLower(alias) = $p.key)
                  RETURN n
                }
                MATCH (e)-[:MENTIONS*1..1]->(n) WHERE e.space_id = $p.space
                RETURN DISTINCT e.id AS id
                """,
            of(space, "key", EntityKeys.normalise(name)))
        .with("lucene", lucene(space, CandidateQuery.words(name), "aliases"));
  }

  static NamedQuery withUnembedded(int limit) {
    return new NamedQuery(
        "withUnembedded",
        """
        MATCH (s:Space {unembedded: true}) WHERE NOT s.forgotten
        RETURN s.id AS space, s.tenant_id AS tenant LIMIT $p.limit
        """,
        Map.of("limit", limit));
  }

  static NamedQuery unembedded(SpaceKey space, int limit) {
    Map<String, Object> parameters = of(space);
    parameters.put("limit", limit);
    return new NamedQuery(
        "unembedded",
        LIVING_SPACE
            + """
            CALL (s) {
              MATCH (f:Fact {space_id: $p.space, unembedded: true}) RETURN 'FACT' AS kind, f.key AS key, f.statement AS text
              UNION ALL
              MATCH (n:Entity {space_id: $p.space, unembedded: true}) RETURN 'ENTITY' AS kind, n.key AS key, n.name AS text
            }
            RETURN kind, key, text LIMIT $p.limit
            """,
        parameters);
  }

  /**
   * Nodes whose vectors are of another model than this. That each fact and entity has a key is said
   * because the index that finds those of a space is one of both.
   */
  static NamedQuery embeddedOtherwise(SpaceKey space, String model, int limit) {
    Map<String, Object> parameters = of(space);
    parameters.put("model", model);
    parameters.put("limit", limit);
    return new NamedQuery(
        "embeddedOtherwise",
        LIVING_SPACE
            + """
            CALL (s) {
              MATCH (e:Episode {space_id: $p.space}) WHERE e.embedding_model <> $p.model
              RETURN 'EPISODE' AS kind, e.id AS key, e.text AS text, e.speaker AS speaker
              UNION ALL
              MATCH (f:Fact {space_id: $p.space}) WHERE f.key IS NOT NULL AND f.embedding_model <> $p.model
              RETURN 'FACT' AS kind, f.key AS key, f.statement AS text, '' AS speaker
              UNION ALL
              MATCH (n:Entity {space_id: $p.space}) WHERE n.key IS NOT NULL AND n.embedding_model <> $p.model
              RETURN 'ENTITY' AS kind, n.key AS key, n.name AS text, '' AS speaker
            }
            RETURN kind, key, text, speaker LIMIT $p.limit
            """,
        parameters);
  }

  /** Living spaces of all tenants in the order of their ids, from the one after that. */
  static NamedQuery livingSpaces(String after, int limit) {
    return new NamedQuery(
        "livingSpaces",
        """
        MATCH (s:Space) WHERE s.id > $p.after AND NOT s.forgotten
        RETURN s.id AS space, s.tenant_id AS tenant ORDER BY s.id LIMIT $p.limit
        """,
        Map.of("after", after, "limit", limit));
  }

  /** An episode that has a vector of this model by now keeps it. */
  static NamedQuery embedEpisodes(SpaceKey space, List<Map<String, Object>> rows) {
    return rows(
        "embedEpisodes",
        """
        UNWIND $p.rows AS x
        MATCH (e:Episode {id: x.key})
        USING INDEX e:Episode(id)
        WHERE e.space_id = x.space AND e.embedding_model <> x.model
        SET e.embedding_model = x.model
        """
            + setVector("e")
            + """
            MATCH (s:Space {id: x.space})
            SET s.indexed = s.version, e.indexed = s.version
            """,
        Map.of(space, rows));
  }

  static NamedQuery embedFacts(SpaceKey space, List<Map<String, Object>> rows) {
    return embed("embedFacts", space, rows, "Fact", "statement");
  }

  static NamedQuery embedEntities(SpaceKey space, List<Map<String, Object>> rows) {
    return embed("embedEntities", space, rows, "Entity", "name");
  }

  private static NamedQuery embed(
      String name, SpaceKey space, List<Map<String, Object>> rows, String label, String text) {
    return rows(
        name,
        """
        UNWIND $p.rows AS x
        MATCH (n:%s {space_id: x.space, key: x.key}) WHERE n.%s = x.text
        SET n.embedding_model = x.model
        REMOVE n.unembedded
        """
                .formatted(label, text)
            + setVector("n"),
        Map.of(space, rows));
  }

  /**
   * Gives a node the vector {@code x.embedding}, in the property that is indexed for vectors of its
   * length, and takes away one of another length.
   */
  private static String setVector(String node) {
    return """
    FOREACH (k IN [k IN keys(%1$s) WHERE k STARTS WITH 'embedding_' AND k <> 'embedding_model'] | REMOVE %1$s[k])
    WITH x, %1$s
    CALL db.create.setNodeVectorProperty(%1$s, 'embedding_' + toString(size(x.embedding)), x.embedding)
    """
        .formatted(node);
  }

  /**
   * Links these entities to those of their type whose names mean nearly the same. Names with other
   * numbers in them ("2023", "2024") never do, however close their vectors are.
   */
  static NamedQuery linkEntities(SpaceKey space, List<Map<String, Object>> rows, int dimensions) {
    return rows(
            "linkEntities",
            """
            CYPHER 25
            UNWIND $p.rows AS x
            MATCH (n:Entity {space_id: x.space, key: x.key}) WHERE n.embedding_model = x.model
            OPTIONAL MATCH (n)-[old:SAME_AS]-()
            DELETE old
            WITH DISTINCT n, x
            CALL (n, x) {
              MATCH (m:Entity)
              SEARCH m IN (VECTOR INDEX entity_meaning_{d} FOR x.embedding
                           WHERE m.space_id = x.space AND m.embedding_model = x.model LIMIT 10)
              SCORE AS score
              WITH m, score WHERE m.key <> n.key AND score >= $p.same
                AND [c IN split(m.key, '') WHERE c IN $p.digits] = [c IN split(n.key, '') WHERE c IN $p.digits]
              RETURN m, score
            }
            MERGE (n)-[r:SAME_AS]-(m)
            SET r.score = score
            """
                .replace(DIMENSIONS, "" + dimensions),
            Map.of(space, rows))
        .with("same", SAME)
        .with("digits", List.of("0123456789".split("")));
  }

  static NamedQuery settleUnembedded(SpaceKey space) {
    return new NamedQuery(
        "settleUnembedded",
        """
        MATCH (s:Space {id: $p.space}) WHERE s.tenant_id = $p.tenant
        WITH s
        WHERE NOT EXISTS { MATCH (:Fact {space_id: $p.space, unembedded: true}) }
          AND NOT EXISTS { MATCH (:Entity {space_id: $p.space, unembedded: true}) }
        REMOVE s.unembedded
        """,
        of(space));
  }

  static NamedQuery conflicts(SpaceKey space, String after, int limit) {
    Map<String, Object> parameters = of(space);
    parameters.put("after", after);
    parameters.put("limit", limit);
    return new NamedQuery(
        "conflicts",
        LIVING_SPACE
            + """
            MATCH (f:Fact {space_id: $p.space}) WHERE f.state > $p.after
            WITH f.state AS key, collect(f) AS facts WHERE size(facts) > 1
            ORDER BY key LIMIT $p.limit
            UNWIND facts AS f
            MATCH (f)-[:SUBJECT]->(subject:Entity)
            WITH key, subject.name AS subject, f
            ORDER BY key, f.recorded_at, f.key
            RETURN key, subject,
                   collect(
            """
            + DATED_FACT
            + """
            ) AS sides
            ORDER BY key
            """,
        parameters);
  }

  static NamedQuery changes(SpaceKey space, Instant from, Instant to, int limit) {
    Map<String, Object> parameters = of(space);
    parameters.put("from", time(from));
    parameters.put("to", time(to));
    parameters.put("limit", limit);
    return new NamedQuery(
        "changes",
        LIVING_SPACE
            + """
            MATCH (f:Fact {space_id: $p.space})
            WHERE f.key IS NOT NULL
              AND (f.recorded_at > $p.from AND f.recorded_at <= $p.to
                   OR f.invalidated_at > $p.from AND f.invalidated_at <= $p.to)
            WITH f, CASE WHEN f.invalidated_at <= $p.to THEN f.invalidated_at ELSE f.recorded_at END AS at
            ORDER BY at, f.key LIMIT $p.limit
            RETURN
            """
            + DATED_FACT
            + " AS fact ORDER BY at, f.key",
        parameters);
  }

  static NamedQuery entityNames(SpaceKey space, Collection<UUID> episodes) {
    return new NamedQuery(
        "entityNames",
        PLANNED_ONCE
            + LIVING_SPACE
            + """
            MATCH (e:Episode)
            USING INDEX e:Episode(id)
            WHERE e.id IN $p.ids AND e.space_id = $p.space
            RETURN e.id AS id, [(e)-[:MENTIONS*1..1]->(n) | n.name] AS names
            """,
        of(space, "ids", strings(episodes)));
  }

  /**
   * Marks the space as forgotten, whether or not anything was ever written to it, and notes on it
   * what there was: a repetition gives the same counts.
   */
  static NamedQuery bury(SpaceKey space) {
    return new NamedQuery(
        "bury",
        """
        MERGE (s:Space {id: $p.space})
        ON CREATE SET s.tenant_id = $p.tenant, s.version = 0, s.forgotten = false
        WITH s WHERE s.tenant_id = $p.tenant
        SET s.version = s.version + 1
        WITH s WHERE NOT s.forgotten
        SET s.forgotten = true,
            s.removed_episode = COUNT { MATCH (n:Episode {space_id: $p.space}) },
            s.removed_entity = COUNT { MATCH (n:Entity {space_id: $p.space}) WHERE n.key IS NOT NULL },
            s.removed_fact = COUNT { MATCH (n:Fact {space_id: $p.space}) WHERE n.key IS NOT NULL }
        REMOVE s.clearing, s.speakers, s.renamed_from, s.renamed_to, s.renamed_in
        """,
        of(space));
  }

  static NamedQuery removedWithSpace(SpaceKey space) {
    return new NamedQuery(
        "removedWithSpace",
        """
        OPTIONAL MATCH (s:Space {id: $p.space}) WHERE s.tenant_id = $p.tenant
        RETURN coalesce(s.removed_episode, 0) AS episode, coalesce(s.removed_entity, 0) AS entity,
               coalesce(s.removed_fact, 0) AS fact
        """,
        of(space));
  }

  /** Refuses writes until {@link #endClearing}. */
  static NamedQuery beginClearing(SpaceKey space) {
    return new NamedQuery(
        "beginClearing",
        """
        MATCH (s:Space {id: $p.space}) WHERE s.tenant_id = $p.tenant AND NOT s.forgotten
        SET s.clearing = true, s.version = s.version + 1
        SET s.rewritten = s.version
        """,
        of(space));
  }

  static NamedQuery endClearing(SpaceKey space) {
    return new NamedQuery(
        "endClearing",
        """
        MATCH (s:Space {id: $p.space}) WHERE s.tenant_id = $p.tenant
        SET s.version = s.version + 1
        SET s.rewritten = s.version
        REMOVE s.clearing, s.speakers
        """,
        of(space));
  }

  /** Runs outside a transaction: it commits in portions. */
  static NamedQuery clearSpace(SpaceKey space, String label) {
    return new NamedQuery(
        "clearSpace",
        """
        MATCH (s:Space {id: $p.space}) WHERE s.tenant_id = $p.tenant AND (s.forgotten OR s.clearing)
        MATCH (n:%s {space_id: $p.space})%s
        CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 1000 ROWS
        """
            .formatted(label, KEYED.contains(label) ? " WHERE n.key IS NOT NULL" : ""),
        of(space));
  }

  /** What is still there of a space. */
  static NamedQuery residueOfSpace(SpaceKey space) {
    return new NamedQuery(
        "residueOfSpace",
        """
        OPTIONAL MATCH (s:Space {id: $p.space}) WHERE s.tenant_id = $p.tenant
        RETURN COUNT { MATCH (n:Episode {space_id: s.id}) } AS episode,
               COUNT { MATCH (n:Entity {space_id: s.id}) WHERE n.key IS NOT NULL } AS entity,
               COUNT { MATCH (n:Fact {space_id: s.id}) WHERE n.key IS NOT NULL } AS fact
        """,
        of(space));
  }

  /** What is still there of an episode. */
  static NamedQuery residueOfEpisode(SpaceKey space, UUID episodeId) {
    return new NamedQuery(
        "residueOfEpisode",
        """
        OPTIONAL MATCH (s:Space {id: $p.space}) WHERE s.tenant_id = $p.tenant
        OPTIONAL MATCH (e:Episode {id: $p.id})
        USING INDEX e:Episode(id)
        WHERE e.space_id = s.id
        RETURN count(e) AS episode, 0 AS entity, COUNT { (:Fact)-[:SUPPORTED_BY]->(e) } AS fact
        """,
        of(space, "id", episodeId.toString()));
  }

  /** Notes on the tombstone what there was: a repetition gives the same counts. */
  static NamedQuery buryEpisode(SpaceKey space, UUID episodeId) {
    return new NamedQuery(
        "buryEpisode",
        """
        MERGE (t:Tombstone {id: $p.id}) ON CREATE SET t.space_id = $p.space
        WITH t WHERE t.space_id = $p.space
        OPTIONAL MATCH (e:Episode {id: $p.id})
        USING INDEX e:Episode(id)
        WHERE e.space_id = $p.space
        WITH t, e, COUNT { (f:Fact)-[:SUPPORTED_BY]->(e) WHERE COUNT { (f)-[:SUPPORTED_BY]->() } = 1 } AS facts
        SET t.removed_episode = coalesce(t.removed_episode, CASE WHEN e IS NULL THEN 0 ELSE 1 END),
            t.removed_fact = coalesce(t.removed_fact, facts)
        RETURN t.removed_episode AS episode, t.removed_fact AS fact
        """,
        of(space, "id", episodeId.toString()));
  }

  static NamedQuery deleteEpisode(SpaceKey space, UUID episodeId) {
    return new NamedQuery(
        "deleteEpisode",
        """
        MATCH (e:Episode {id: $p.id})
        USING INDEX e:Episode(id)
        WHERE e.space_id = $p.space
        DETACH DELETE e
        WITH count(*) AS gone
        MATCH (s:Space {id: $p.space})
        SET s.rewritten = s.version
        """,
        of(space, "id", episodeId.toString()));
  }

  /** Drops the names of those who no longer speak in the space. */
  static NamedQuery settleSpeakers(SpaceKey space) {
    return new NamedQuery(
        "settleSpeakers",
        """
        MATCH (s:Space {id: $p.space}) WHERE s.tenant_id = $p.tenant
        SET s.speakers = [name IN coalesce(s.speakers, [])
                          WHERE EXISTS { MATCH (e:Episode {space_id: $p.space}) WHERE e.speaker = name }]
        """,
        of(space));
  }

  /**
   * How many nodes of each label and relations of each type there are in all spaces. Only a count
   * that stands alone is taken from where Neo4j keeps it.
   */
  static NamedQuery counts() {
    Stream<String> nodes = LABELS.stream().map(label -> count(label, "(x:%s)"));
    Stream<String> relations = TYPES.stream().map(type -> count(type, "()-[x:%s]->()"));
    return new NamedQuery(
        "counts",
        Stream.concat(nodes, relations).collect(Collectors.joining("\nUNION ALL\n")),
        Map.of());
  }

  private static String count(String of, String pattern) {
    return "MATCH %s WITH count(x) AS count RETURN '%s' AS of, count"
        .formatted(pattern.formatted(of), of);
  }

  static String id(UUID spaceId) {
    return spaceId.toString().replace("-", "");
  }

  /** The id behind what {@link #id} makes of it. */
  static UUID spaceId(String id) {
    return new UUID(Long.parseUnsignedLong(id, 0, 16, 16), Long.parseUnsignedLong(id, 16, 32, 16));
  }

  static @Nullable OffsetDateTime time(@Nullable Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }

  private static NamedQuery candidates(
      String name, SpaceKey space, CandidateQuery query, String cypher, String... fields) {
    Scope scope = query.scope();
    Map<String, Object> parameters = of(space);
    parameters.put("lucene", lucene(space, query.words(), fields));
    parameters.put("embedding", query.embedding() == null ? null : query.embedding().vector());
    parameters.put("model", query.embedding() == null ? "" : query.embedding().model());
    parameters.put("limit", query.limit());
    parameters.put("as_of", time(scope.asOf()));
    parameters.put("valid_at", time(scope.validAt()));
    parameters.put("sessions", strings(scope.sessions()));
    parameters.put("entity", scope.entity() == null ? null : EntityKeys.normalise(scope.entity()));
    parameters.put("predicates", List.copyOf(scope.predicates()));
    parameters.put("only", scope.only() == null ? null : strings(scope.only()));
    parameters.put("roles", List.copyOf(scope.roles()));
    parameters.put("from", time(scope.from()));
    parameters.put("to", time(scope.to()));
    parameters.put("excluded", strings(scope.excluded()));
    int dimensions =
        query.embedding() == null ? VectorIndexes.USUAL : query.embedding().vector().length;
    return new NamedQuery(
        name, PLANNED_ONCE + cypher.replace(DIMENSIONS, "" + dimensions), parameters);
  }

  /**
   * {@code +space_id:… +(text:(…) speaker:(…))}; words hold letters and digits only, and none is
   * the operator that it would be in capitals.
   */
  private static String lucene(SpaceKey space, List<String> words, String... fields) {
    String terms = String.join(" ", words).toLowerCase(Locale.ROOT);
    StringBuilder query = new StringBuilder("+space_id:").append(id(space.spaceId())).append(" +(");
    for (String field : fields) {
      query.append(field).append(":(").append(terms).append(") ");
    }
    return query.append(')').toString();
  }

  private static NamedQuery rows(
      String name, String cypher, Map<SpaceKey, ? extends Collection<Map<String, Object>>> rows) {
    return new NamedQuery(name, cypher, Map.of("rows", scopedRows(rows)));
  }

  /** Rows of several spaces: each carries its own space, which the statement must match. */
  private static List<Map<String, Object>> scopedRows(
      Map<SpaceKey, ? extends Collection<Map<String, Object>>> rows) {
    List<Map<String, Object>> all = new ArrayList<>();
    rows.forEach((space, own) ->
        own.forEach(row -> {
          Map<String, Object> scoped = new HashMap<>(row);
          scoped.putAll(of(space));
          all.add(scoped);
        }));
    return all;
  }

  private static Map<String, Object> of(SpaceKey space) {
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("space", id(space.spaceId()));
    parameters.put("tenant", space.tenantId());
    return parameters;
  }

  private static Map<String, Object> of(SpaceKey space, String name, Object value) {
    Map<String, Object> parameters = of(space);
    parameters.put(name, value);
    return parameters;
  }

  private static List<String> strings(Collection<UUID> ids) {
    return ids.stream().map(UUID::toString).toList();
  }
}
