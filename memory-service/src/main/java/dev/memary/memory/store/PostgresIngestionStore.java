package dev.memary.memory.store;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import dev.memary.kit.store.TenantDatabase;
import dev.memary.memory.ingestion.EpisodeMentions;
import dev.memary.memory.ingestion.EpisodeMentions.Mention;
import dev.memary.memory.ingestion.EventStatus;
import dev.memary.memory.ingestion.IngestionStore;
import dev.memary.memory.ingestion.SpaceStatus;
import dev.memary.memory.ingestion.SpaceStatus.Understanding;
import dev.memary.memory.ingestion.StoredExtraction;
import dev.memary.memory.ingestion.StoredExtraction.Effort;
import dev.memary.memory.store.WebhookOutbox.Outcome;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Progress of episodes in PostgreSQL. Every change names the generation it is about. */
@ApplicationScoped
public class PostgresIngestionStore implements IngestionStore {
  /** Stage 1 has given up on this generation and not done it since. */
  private static final String NOT_INDEXABLE =
      "(e.indexed_generation < e.generation AND e.index_failed_generation = e.generation)";

  private final TenantDatabase database;
  private final WebhookOutbox webhooks;

  public PostgresIngestionStore(TenantDatabase database, WebhookOutbox webhooks) {
    this.database = database;
    this.webhooks = webhooks;
  }

  @Override
  public Optional<EventStatus> event(String tenantId, UUID eventId) {
    return database.inTenant(
        tenantId,
        handle ->
            handle
                .createQuery(
                    """
                    SELECT v.space_id, s.name FROM ingestion_event v JOIN space s USING (space_id)
                     WHERE v.event_id = :event
                    """)
                .bind("event", eventId)
                .map((row, context) ->
                    new EventStatus(
                        eventId,
                        Rows.uuid(row, "space_id"),
                        row.getString("name"),
                        items(handle, eventId)))
                .findOne());
  }

  private static List<EventStatus.Item> items(Handle handle, UUID eventId) {
    return handle
        .createQuery(
            """
            SELECT e.episode_id, e.indexed_generation >= e.generation AS searchable,
                   CASE WHEN <not_indexable> THEN 'failed' ELSE e.outcome END AS outcome,
                   CASE WHEN <not_indexable> THEN e.index_failed_reason ELSE e.outcome_reason END AS outcome_reason
              FROM ingestion_event v
              JOIN unnest(v.memory_ids) WITH ORDINALITY AS m(id, position) ON true
              JOIN episode e ON e.episode_id = m.id
             WHERE v.event_id = :event ORDER BY m.position
            """)
        .define("not_indexable", NOT_INDEXABLE)
        .bind("event", eventId)
        .map((row, context) ->
            new EventStatus.Item(
                Rows.uuid(row, "episode_id"),
                row.getBoolean("searchable"),
                row.getString("outcome"),
                row.getString("outcome_reason")))
        .list();
  }

  @Override
  public SpaceStatus space(String tenantId, UUID spaceId) {
    return database.inTenant(
        tenantId,
        handle ->
            handle
                .createQuery(
                    """
                    SELECT count(*) AS episodes,
                           count(*) FILTER (WHERE NOT failed AND (outcome = 'pending' OR NOT indexed)) AS pending,
                           count(*) FILTER (WHERE failed) AS failed,
                           count(*) FILTER (WHERE NOT failed AND outcome = 'rejected') AS rejected
                      FROM (SELECT outcome, indexed_generation >= generation AS indexed,
                                   outcome = 'failed' OR <not_indexable> AS failed
                              FROM episode e WHERE space_id = :space) e
                    """)
                .define("not_indexable", NOT_INDEXABLE)
                .bind("space", spaceId)
                .map((row, context) ->
                    new SpaceStatus(
                        row.getLong("episodes"),
                        row.getLong("pending"),
                        row.getLong("failed"),
                        row.getLong("rejected"),
                        understanding(handle, spaceId)))
                .one());
  }

  private static Understanding understanding(Handle handle, UUID spaceId) {
    return handle
        .createQuery(
            """
            SELECT count(*) FILTER (WHERE current AND x.model IS NOT NULL AND x.rejected IS NULL) AS by_model,
                   count(*) FILTER (WHERE current AND (x.model IS NULL OR x.rejected IS NOT NULL)) AS by_rules,
                   count(*) FILTER (WHERE current AND x.provisional) AS provisional,
                   coalesce(sum(x.prompt_tokens), 0) AS prompt, coalesce(sum(x.completion_tokens), 0) AS completion,
                   coalesce(sum(x.cost_usd), 0) AS cost
              FROM (SELECT x.*, x.generation = e.generation AS current
                      FROM extraction x JOIN episode e USING (episode_id) WHERE x.space_id = :space) x
            """)
        .bind("space", spaceId)
        .map((row, context) ->
            new Understanding(
                row.getLong("by_model"),
                row.getLong("by_rules"),
                row.getLong("provisional"),
                row.getLong("prompt"),
                row.getLong("completion"),
                row.getBigDecimal("cost")))
        .one();
  }

  @Override
  public void indexed(String tenantId, Collection<EpisodeGeneration> episodes) {
    database.inTenant(
        tenantId,
        handle -> {
          PreparedBatch batch =
              handle.prepareBatch(
                  """
                  UPDATE episode SET indexed_generation = :generation
                   WHERE episode_id = :id AND indexed_generation < :generation AND :generation <= generation
                  """);
          episodes.stream()
              .sorted(Comparator.comparing(EpisodeGeneration::episodeId))
              .forEach(
                  e -> batch.bind("id", e.episodeId()).bind("generation", e.generation()).add());
          return batch.execute().length;
        });
  }

  @Override
  public void integrated(String tenantId, Map<UUID, List<EpisodeMentions>> episodes) {
    List<Understood> understood =
        episodes.entrySet().stream()
            .flatMap(space -> space.getValue().stream().map(e -> new Understood(space.getKey(), e)))
            .sorted(Comparator.comparing(u -> u.episode().episodeId()))
            .toList();
    database.inTenant(
        tenantId,
        handle -> {
          Map<UUID, Boolean> marked = markIntegrated(handle, understood);
          List<Understood> current =
              understood.stream().filter(u -> marked.containsKey(u.episode().episodeId())).toList();
          if (!current.isEmpty()) {
            replaceStreamEntries(handle, tenantId, current);
          }
          webhooks.tell(
              handle,
              "integrated",
              current.stream()
                  .filter(u -> Boolean.TRUE.equals(marked.get(u.episode().episodeId())))
                  .map(u -> new Outcome(u.spaceId(), u.episode().episodeId()))
                  .toList(),
              null);
          return current.size();
        });
  }

  private record Understood(UUID spaceId, EpisodeMentions episode) {}

  /**
   * Those whose generation is the episode's own, and whether that is news; each is locked until the
   * transaction ends.
   */
  private static Map<UUID, Boolean> markIntegrated(Handle handle, List<Understood> understood) {
    return handle
        .createQuery(
            """
            WITH mine AS (
              SELECT e.episode_id, e.outcome <> 'integrated' AS news FROM episode e
                JOIN unnest(:ids, :spaces, :generations) AS x(id, space, generation)
                  ON e.episode_id = x.id AND e.space_id = x.space AND e.generation = x.generation
               ORDER BY e.episode_id FOR UPDATE OF e)
            UPDATE episode SET outcome = 'integrated', outcome_reason = NULL
              FROM mine WHERE episode.episode_id = mine.episode_id
            RETURNING episode.episode_id, mine.news
            """)
        .bind("ids", ids(understood))
        .bind("spaces", understood.stream().map(Understood::spaceId).toArray(UUID[]::new))
        .bind(
            "generations",
            understood.stream().map(u -> u.episode().generation()).toArray(Integer[]::new))
        .map((row, context) -> Map.entry(Rows.uuid(row, "episode_id"), row.getBoolean("news")))
        .collect(toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static UUID[] ids(List<Understood> understood) {
    return understood.stream().map(u -> u.episode().episodeId()).toArray(UUID[]::new);
  }

  private static void replaceStreamEntries(
      Handle handle, String tenantId, List<Understood> understood) {
    upsertEntities(handle, tenantId, understood);
    List<Entity> before =
        handle
            .createQuery(
                "DELETE FROM stream_entry WHERE episode_id = ANY(:ids) RETURNING space_id, entity_id")
            .bind("ids", ids(understood))
            .map((row, context) ->
                new Entity(Rows.uuid(row, "space_id"), Rows.uuid(row, "entity_id")))
            .list();
    insertStreamEntries(handle, tenantId, understood);
    before.stream()
        .collect(groupingBy(Entity::spaceId, mapping(Entity::entityId, toSet())))
        .forEach((space, entities) -> deleteUnmentioned(handle, space, entities));
  }

  private static void insertStreamEntries(
      Handle handle, String tenantId, List<Understood> understood) {
    PreparedBatch entries =
        handle.prepareBatch(
            """
            INSERT INTO stream_entry (episode_id, entity_id, tenant_id, space_id, generation, mentions, at)
            SELECT :episode, :entity, :tenant, :space, :generation, :mentions, occurred_at
              FROM episode WHERE episode_id = :episode
            """);
    for (Understood u : understood) {
      for (Mention mention : u.episode().mentions()) {
        entries
            .bind("episode", u.episode().episodeId())
            .bind("entity", mention.entityId())
            .bind("tenant", tenantId)
            .bind("space", u.spaceId())
            .bind("generation", u.episode().generation())
            .bind("mentions", mention.count())
            .add();
      }
    }
    if (entries.size() > 0) {
      entries.execute();
    }
  }

  /** Of entities that an older generation spoke of, those that nothing speaks of any more. */
  private static void deleteUnmentioned(Handle handle, UUID spaceId, Set<UUID> entityIds) {
    UUID[] ids = entityIds.stream().sorted().toArray(UUID[]::new);
    handle
        .createQuery(
            "SELECT entity_id FROM entity WHERE space_id = :space AND entity_id = ANY(:ids) ORDER BY entity_id FOR UPDATE")
        .bind("space", spaceId)
        .bind("ids", ids)
        .mapTo(UUID.class)
        .list();
    handle
        .createUpdate(
            """
            DELETE FROM entity n WHERE n.space_id = :space AND n.entity_id = ANY(:ids)
               AND NOT EXISTS (SELECT 1 FROM stream_entry t
                                WHERE t.space_id = n.space_id AND t.entity_id = n.entity_id)
            """)
        .bind("space", spaceId)
        .bind("ids", ids)
        .execute();
  }

  private record Entity(UUID spaceId, UUID entityId) implements Comparable<Entity> {
    private static final Comparator<Entity> ORDER =
        Comparator.comparing(Entity::spaceId).thenComparing(Entity::entityId);

    @Override
    public int compareTo(Entity other) {
      return ORDER.compare(this, other);
    }
  }

  private record Reading(long version, Mention mention) {}

  private static void upsertEntities(Handle handle, String tenantId, List<Understood> understood) {
    PreparedBatch entities =
        handle.prepareBatch(
            """
            INSERT INTO entity (space_id, entity_id, tenant_id, name, type, graph_version)
            VALUES (:space, :entity, :tenant, :name, :type, :version)
            ON CONFLICT (space_id, entity_id) DO UPDATE
               SET name = excluded.name, type = excluded.type, graph_version = excluded.graph_version
             WHERE entity.graph_version <= excluded.graph_version
               AND (entity.name, entity.type) IS DISTINCT FROM (excluded.name, excluded.type)
            """);
    newestReadings(understood)
        .forEach((entity, reading) ->
            entities
                .bind("space", entity.spaceId())
                .bind("entity", entity.entityId())
                .bind("tenant", tenantId)
                .bind("name", reading.mention().name())
                .bind("type", reading.mention().type())
                .bind("version", reading.version())
                .add());
    if (entities.size() > 0) {
      entities.execute();
    }
  }

  /** In one order for all writers, so that none waits for another that waits for it. */
  private static Map<Entity, Reading> newestReadings(List<Understood> understood) {
    Map<Entity, Reading> newest = new TreeMap<>();
    for (Understood u : understood) {
      for (Mention mention : u.episode().mentions()) {
        newest.merge(
            new Entity(u.spaceId(), mention.entityId()),
            new Reading(u.episode().version(), mention),
            (a, b) -> a.version() >= b.version() ? a : b);
      }
    }
    return newest;
  }

  @Override
  public void ended(String tenantId, EpisodeGeneration episode, String outcome, String reason) {
    database.inTenant(
        tenantId,
        handle -> {
          List<Outcome> news =
              news(
                  handle,
                  """
                  WITH before AS (
                    SELECT episode_id, outcome FROM episode
                     WHERE episode_id = :id AND generation = :generation AND outcome <> 'integrated' FOR UPDATE)
                  UPDATE episode e SET outcome = :outcome, outcome_reason = :reason
                    FROM before b WHERE e.episode_id = b.episode_id
                  RETURNING e.space_id, e.episode_id, b.outcome <> :outcome AS news
                  """,
                  episode,
                  Map.of("outcome", outcome, "reason", reason));
          webhooks.tell(handle, outcome, news, reason);
          return news;
        });
  }

  @Override
  public void notIndexed(String tenantId, EpisodeGeneration episode, String reason) {
    database.inTenant(
        tenantId,
        handle -> {
          List<Outcome> news =
              news(
                  handle,
                  """
                  WITH before AS (
                    SELECT episode_id, index_failed_generation FROM episode
                     WHERE episode_id = :id AND generation = :generation AND indexed_generation < :generation FOR UPDATE)
                  UPDATE episode e SET index_failed_generation = :generation, index_failed_reason = :reason
                    FROM before b WHERE e.episode_id = b.episode_id
                  RETURNING e.space_id, e.episode_id, b.index_failed_generation < :generation AS news
                  """,
                  episode,
                  Map.of("reason", reason));
          webhooks.tell(handle, "failed", news, reason);
          return news;
        });
  }

  /** Runs the change; the episode, if it was none before. */
  private static List<Outcome> news(
      Handle handle, String change, EpisodeGeneration episode, Map<String, String> values) {
    return handle
        .createQuery(change)
        .bind("id", episode.episodeId())
        .bind("generation", episode.generation())
        .bindMap(values)
        .map((row, context) ->
            row.getBoolean("news")
                ? List.of(new Outcome(Rows.uuid(row, "space_id"), Rows.uuid(row, "episode_id")))
                : List.<Outcome>of())
        .list()
        .stream()
        .flatMap(List::stream)
        .toList();
  }

  @Override
  public Kept keep(String tenantId, List<StoredExtraction> extractions) {
    return database.inTenant(
        tenantId,
        handle -> {
          int[] inserted = insert(handle, extractions);
          List<StoredExtraction> late =
              IntStream.range(0, extractions.size())
                  .filter(i -> inserted[i] == 0)
                  .mapToObj(extractions::get)
                  .toList();
          return new Kept(gone(handle, extractions), standing(handle, late));
        });
  }

  @Override
  public Kept replace(String tenantId, List<StoredExtraction> extractions) {
    return database.inTenant(
        tenantId,
        handle -> {
          List<StoredExtraction> replaced =
              extractions.stream().filter(x -> beginsNextGeneration(handle, x)).toList();
          insert(handle, replaced);
          List<StoredExtraction> standing =
              standing(handle, extractions.stream().filter(x -> !replaced.contains(x)).toList());
          Set<UUID> known = ids(Stream.concat(replaced.stream(), standing.stream()));
          List<UUID> gone =
              extractions.stream()
                  .map(StoredExtraction::episodeId)
                  .filter(id -> !known.contains(id))
                  .toList();
          return new Kept(gone, standing);
        });
  }

  private static Set<UUID> ids(Stream<StoredExtraction> extractions) {
    return extractions.map(StoredExtraction::episodeId).collect(toSet());
  }

  /** Pending until it is integrated, so that it is emitted again should its worker be lost. */
  private static boolean beginsNextGeneration(Handle handle, StoredExtraction next) {
    return handle
            .createUpdate(
                """
                UPDATE episode e
                   SET generation = :generation, outcome = 'pending', emitted_at = now(),
                       indexed_generation = CASE WHEN indexed_generation = generation THEN :generation
                                                 ELSE indexed_generation END
                 WHERE episode_id = :id AND space_id = :space AND generation = :generation - 1
                   AND EXISTS (SELECT FROM extraction x
                                WHERE x.episode_id = e.episode_id AND x.generation = e.generation AND x.provisional)
                """)
            .bind("id", next.episodeId())
            .bind("space", next.spaceId())
            .bind("generation", next.generation())
            .execute()
        == 1;
  }

  @Override
  public Map<UUID, Long> tokensSince(String tenantId, Collection<UUID> spaceIds, Instant since) {
    return database.inTenant(
        tenantId,
        handle ->
            handle
                .createQuery(
                    """
                    SELECT space_id, sum(prompt_tokens + completion_tokens) AS tokens FROM extraction
                     WHERE space_id = ANY(:spaces) AND recorded_at >= :since GROUP BY space_id
                    """)
                .bind("spaces", spaceIds.toArray(UUID[]::new))
                .bind("since", since)
                .map((row, context) -> Map.entry(Rows.uuid(row, "space_id"), row.getLong("tokens")))
                .collect(toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  /** Waits for whoever is forgetting the episode; then there is nothing to keep. */
  private static int[] insert(Handle handle, List<StoredExtraction> extractions) {
    PreparedBatch batch =
        handle.prepareBatch(
            """
            INSERT INTO extraction (episode_id, generation, tenant_id, space_id, extractor, body, provisional, rejected,
                                    model, prompt_tokens, completion_tokens, cost_usd)
            SELECT episode_id, :generation, tenant_id, space_id, :extractor, CAST(:body AS jsonb), :provisional, :rejected,
                   :model, :prompt, :completion, :cost
              FROM episode WHERE episode_id = :id AND space_id = :space FOR KEY SHARE
            ON CONFLICT DO NOTHING
            """);
    extractions.forEach(x ->
        batch
            .bind("id", x.episodeId())
            .bind("space", x.spaceId())
            .bind("generation", x.generation())
            .bind("extractor", x.extractor())
            .bind("body", x.body())
            .bind("provisional", x.effort().provisional())
            .bind("rejected", x.effort().rejected())
            .bind("model", x.effort().model())
            .bind("prompt", x.effort().promptTokens())
            .bind("completion", x.effort().completionTokens())
            .bind("cost", x.effort().costUsd())
            .add());
    return extractions.isEmpty() ? new int[0] : batch.execute();
  }

  /** What another worker kept first. */
  private static List<StoredExtraction> standing(Handle handle, List<StoredExtraction> late) {
    return late.stream()
        .flatMap(x ->
            handle
                .createQuery(
                    "SELECT * FROM extraction WHERE episode_id = :id AND generation = :generation")
                .bind("id", x.episodeId())
                .bind("generation", x.generation())
                .map((row, context) -> extraction(row))
                .stream())
        .toList();
  }

  @Override
  public List<StoredExtraction> kept(String tenantId, Collection<UUID> episodeIds) {
    return database.inTenant(
        tenantId,
        handle ->
            handle
                .createQuery(
                    "SELECT x.* FROM extraction x JOIN episode e USING (episode_id, generation) WHERE episode_id = ANY(:ids)")
                .bind("ids", episodeIds.toArray(UUID[]::new))
                .map((row, context) -> extraction(row))
                .list());
  }

  private static StoredExtraction extraction(ResultSet row) throws SQLException {
    return new StoredExtraction(
        Rows.uuid(row, "space_id"),
        Rows.uuid(row, "episode_id"),
        row.getInt("generation"),
        row.getString("extractor"),
        row.getString("body"),
        new Effort(
            row.getBoolean("provisional"),
            row.getString("rejected"),
            row.getString("model"),
            row.getInt("prompt_tokens"),
            row.getInt("completion_tokens"),
            row.getBigDecimal("cost_usd")));
  }

  private static List<UUID> gone(Handle handle, List<StoredExtraction> extractions) {
    UUID[] ids = extractions.stream().map(StoredExtraction::episodeId).toArray(UUID[]::new);
    Set<UUID> there =
        new HashSet<>(
            handle
                .createQuery("SELECT episode_id FROM episode WHERE episode_id = ANY(:ids)")
                .bind("ids", ids)
                .mapTo(UUID.class)
                .list());
    return Arrays.stream(ids).filter(id -> !there.contains(id)).toList();
  }
}
