package dev.memary.memory.store;

import static java.util.Objects.requireNonNull;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.memary.contracts.events.Forgotten;
import dev.memary.contracts.events.Topics;
import dev.memary.kit.store.JobsDatabase;
import dev.memary.kit.store.TenantDatabase;
import dev.memary.memory.forgetting.ForgetStore;
import dev.memary.memory.forgetting.Receipt;
import dev.memary.memory.spaces.SpaceName;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Erasure in PostgreSQL: tombstone, deletion, receipt and outgoing event stand or fall together.
 */
@ApplicationScoped
public class PostgresForgetStore implements ForgetStore {
  private static final Logger LOG = Logger.getLogger(PostgresForgetStore.class);

  /**
   * In the order in which rows may go; deliveries of webhooks after the episodes, whose locks make
   * this wait for whoever is writing some. Idempotency keys stay, without a trace of the request: a
   * late repetition of it must not bring back what was forgotten.
   */
  private static final List<String> TABLES_OF_A_SPACE =
      List.of(
          "transfer",
          "correction_run",
          "correction",
          "stream_entry",
          "extraction",
          "episode_version",
          "episode",
          "webhook_delivery",
          "entity",
          "ingestion_event",
          "session_summary",
          "session",
          "persona");

  /** As receipts name them, one after the other. */
  private static final String[] STORES = {
    Receipt.POSTGRESQL, Receipt.NEO4J, Receipt.OBJECT_STORAGE
  };

  /** Letters about a tombstone stay until it is dealt with; they hold no more than it does. */
  private static final String LETTERS = "topic <> '" + Topics.SPACE_FORGOTTEN + "' AND ";

  private final TenantDatabase database;
  private final JobsDatabase jobs;
  private final Residue residue;
  private final Rows rows;
  private final OutboxSignal outbox;
  private final WebhookOutbox webhooks;

  public PostgresForgetStore(
      TenantDatabase database,
      JobsDatabase jobs,
      Residue residue,
      Rows rows,
      OutboxSignal outbox,
      WebhookOutbox webhooks) {
    this.webhooks = webhooks;
    this.database = database;
    this.jobs = jobs;
    this.residue = residue;
    this.rows = rows;
    this.outbox = outbox;
  }

  private record Erasure(UUID spaceId, String spaceName, @Nullable UUID episodeId) {}

  @Override
  public Optional<Receipt> forgetSpace(
      String tenantId, SpaceName name, @Nullable String traceparent) {
    Optional<List<UUID>> receipts =
        database.inTenant(
            tenantId,
            handle ->
                handle
                    .createQuery(
                        """
                        UPDATE space SET forgotten_at = now(), name = '' WHERE name = :name AND forgotten_at IS NULL
                        RETURNING space_id
                        """)
                    .bind("name", name.value())
                    .mapTo(UUID.class)
                    .findOne()
                    .map(spaceId -> eraseSpace(handle, tenantId, spaceId, name, traceparent)));
    return receipts.flatMap(all -> searched(tenantId, all));
  }

  private List<UUID> eraseSpace(
      Handle handle, String tenantId, UUID spaceId, SpaceName name, @Nullable String traceparent) {
    List<Erasure> copies =
        copies(handle, "o.space_id = :original AND c.space_id <> o.space_id", spaceId);
    UUID id = receipt(handle, tenantId, new Erasure(spaceId, name.value(), null));
    part(handle, tenantId, id, Receipt.OBJECT_STORAGE);
    tombstone(handle, tenantId, spaceId, spaceId, "space");
    SpaceLock.forLetters(handle, spaceId);
    acknowledge(handle, id, Receipt.POSTGRESQL, deleteSpace(handle, spaceId));
    publish(handle, tenantId, spaceId, new Forgotten.Space(tenantId, spaceId, id), traceparent);
    webhooks.tellForgotten(handle, name.value(), id);
    return receipts(id, copies, copy -> eraseEpisode(handle, tenantId, copy, traceparent));
  }

  @Override
  public Optional<Receipt> forgetEpisode(
      String tenantId, UUID episodeId, @Nullable String traceparent) {
    Optional<List<UUID>> receipts =
        database.inTenant(
            tenantId,
            handle ->
                erasure(handle, episodeId)
                    .map(erasure -> {
                      List<Erasure> copies = copies(handle, "c.shared_from = :original", episodeId);
                      UUID id = eraseEpisode(handle, tenantId, erasure, traceparent);
                      return receipts(
                          id, copies, copy -> eraseEpisode(handle, tenantId, copy, traceparent));
                    }));
    return receipts.flatMap(all -> searched(tenantId, all));
  }

  private static Optional<Erasure> erasure(Handle handle, UUID episodeId) {
    return handle
        .createQuery(
            """
            SELECT e.episode_id, e.space_id, s.name FROM episode e JOIN space s USING (space_id)
             WHERE e.episode_id = :id FOR UPDATE OF e
            """)
        .bind("id", episodeId)
        .map((row, context) -> erasure(row))
        .findOne();
  }

  /** Copies in other spaces are forgotten with their original, each with a receipt of its own. */
  private static List<Erasure> copies(Handle handle, String which, UUID original) {
    return handle
        .createQuery(
            """
            SELECT c.episode_id, c.space_id, s.name
              FROM episode c JOIN episode o ON o.episode_id = c.shared_from JOIN space s ON s.space_id = c.space_id
             WHERE <which> ORDER BY c.episode_id FOR UPDATE OF c
            """)
        .define("which", which)
        .bind("original", original)
        .map((row, context) -> erasure(row))
        .list();
  }

  private static Erasure erasure(ResultSet row) throws SQLException {
    return new Erasure(
        Rows.uuid(row, "space_id"), row.getString("name"), Rows.uuid(row, "episode_id"));
  }

  private static List<UUID> receipts(
      UUID first, List<Erasure> copies, Function<Erasure, UUID> erase) {
    return Stream.concat(Stream.of(first), copies.stream().map(erase)).toList();
  }

  private UUID eraseEpisode(
      Handle handle, String tenantId, Erasure erasure, @Nullable String traceparent) {
    UUID episodeId = requireNonNull(erasure.episodeId());
    UUID id = receipt(handle, tenantId, erasure);
    if (PostgresTransferStore.removeExports(handle, "space_id", erasure.spaceId()) > 0) {
      part(handle, tenantId, id, Receipt.OBJECT_STORAGE);
    }
    tombstone(handle, tenantId, episodeId, erasure.spaceId(), "episode");
    SpaceLock.forLetters(handle, erasure.spaceId());
    acknowledge(handle, id, Receipt.POSTGRESQL, deleteEpisode(handle, episodeId));
    var event = new Forgotten.Episode(tenantId, erasure.spaceId(), episodeId, id);
    publish(handle, tenantId, erasure.spaceId(), event, traceparent);
    webhooks.tellForgotten(handle, erasure.spaceId(), erasure.spaceName(), episodeId, id);
    return id;
  }

  /**
   * In a transaction after the one that deleted, so that it proves what is committed. The erasure
   * stands if this cannot be done now: the graph's acknowledgement brings it up again.
   */
  private Optional<Receipt> searched(String tenantId, List<UUID> receiptIds) {
    receiptIds.forEach(id -> searchOnce(tenantId, id));
    return receipt(tenantId, receiptIds.getFirst());
  }

  private void searchOnce(String tenantId, UUID receiptId) {
    try {
      database.inTenant(tenantId, handle -> search(handle, receiptId));
    } catch (RuntimeException e) {
      LOG.warnf(
          "Receipt %s: PostgreSQL cannot be searched for what is left now (%s); it will be when the"
              + " graph acknowledges its part",
          receiptId, e.getClass().getSimpleName());
    }
  }

  private boolean search(Handle handle, UUID receiptId) {
    return read(handle, receiptId)
        .map(r -> {
          left(handle, r, Receipt.POSTGRESQL, residue.of(handle, r.spaceId(), r.episodeId()));
          return true;
        })
        .orElse(false);
  }

  @Override
  public Optional<Receipt> receipt(String tenantId, UUID receiptId) {
    return database.inTenant(tenantId, handle -> read(handle, receiptId));
  }

  @Override
  public void acknowledge(
      String tenantId,
      UUID receiptId,
      String store,
      Map<String, Long> removed,
      @Nullable Map<String, Long> left) {
    database.inTenant(
        tenantId,
        handle -> {
          acknowledge(handle, receiptId, store, removed);
          if (left != null) {
            read(handle, receiptId).ifPresent(r -> left(handle, r, store, left));
          }
          return search(handle, receiptId);
        });
  }

  @Override
  public void searched(String tenantId, UUID receiptId, Map<String, Long> leftInGraph) {
    database.inTenant(
        tenantId,
        handle -> {
          read(handle, receiptId).ifPresent(r -> left(handle, r, Receipt.NEO4J, leftInGraph));
          return search(handle, receiptId);
        });
  }

  private record Open(String tenantId, UUID receiptId) {}

  @Override
  public List<Receipt> openInObjects(Duration searchedAgainAfter, int limit) {
    List<Open> open =
        jobs.jdbi()
            .withHandle(handle ->
                handle
                    .createQuery(
                        """
                        SELECT r.tenant_id, r.receipt_id FROM receipt_part p JOIN receipt r USING (receipt_id)
                         WHERE p.store = :store
                           AND (p.acknowledged_at IS NULL OR p.left_total > 0
                                OR (p.searched_at < r.requested_at + make_interval(secs => :after)
                                    AND now() > r.requested_at + make_interval(secs => :after)))
                         ORDER BY r.requested_at LIMIT :limit
                        """)
                    .bind("store", Receipt.OBJECT_STORAGE)
                    .bind("after", (double) searchedAgainAfter.toSeconds())
                    .bind("limit", limit)
                    .map((row, context) ->
                        new Open(row.getString("tenant_id"), Rows.uuid(row, "receipt_id")))
                    .list());
    return open.stream().flatMap(o -> receipt(o.tenantId(), o.receiptId()).stream()).toList();
  }

  private void left(Handle handle, Receipt receipt, String store, Map<String, Long> left) {
    long total = left.values().stream().mapToLong(Long::longValue).sum();
    handle
        .createUpdate(
            """
            UPDATE receipt_part
               SET left_over = CAST(:left AS jsonb), left_total = :total, searched_at = now()
             WHERE receipt_id = :id AND store = :store
            """)
        .bind("left", rows.write(left))
        .bind("total", total)
        .bind("id", receipt.receiptId())
        .bind("store", store)
        .execute();
    if (total > 0 && isAcknowledged(receipt, store)) {
      LOG.errorf(
          "Receipt %s: %s still holds %s of space %s after its erasure. Find out what wrote it, have"
              + " it deleted, and ask for POST /v1/receipts/%s/verification.",
          receipt.receiptId(), store, left, receipt.spaceId(), receipt.receiptId());
    }
  }

  /** What is found before a store has deleted anything is no surprise. */
  private static boolean isAcknowledged(Receipt receipt, String store) {
    return receipt.parts().stream()
        .anyMatch(p -> p.store().equals(store) && p.acknowledgedAt() != null);
  }

  private static Map<String, Long> deleteSpace(Handle handle, UUID spaceId) {
    Map<String, Long> removed = new LinkedHashMap<>();
    handle
        .createUpdate(
            """
            UPDATE idempotency_key SET request_hash = ''
             WHERE event_id IN (SELECT event_id FROM ingestion_event WHERE space_id = :space)
            """)
        .bind("space", spaceId)
        .execute();
    removed.put("dead_letter", deleteLetters(handle, "space_id", spaceId));
    for (String table : TABLES_OF_A_SPACE) {
      int rows =
          handle
              .createUpdate("DELETE FROM <table> WHERE space_id = :space")
              .define("table", table)
              .bind("space", spaceId)
              .execute();
      removed.put(table, (long) rows);
    }
    return removed;
  }

  private static Map<String, Long> deleteEpisode(Handle handle, UUID episodeId) {
    Map<String, Long> removed = new LinkedHashMap<>();
    List<UUID> mentioned = lockMentioned(handle, episodeId);
    removed.put("session_summary", deleteSummaries(handle, episodeId));
    for (String table : List.of("stream_entry", "extraction", "episode_version", "episode")) {
      int rows =
          handle
              .createUpdate("DELETE FROM <table> WHERE episode_id = :id")
              .define("table", table)
              .bind("id", episodeId)
              .execute();
      removed.put(table, (long) rows);
    }
    removed.put("entity", deleteUnmentioned(handle, mentioned));
    removed.put("dead_letter", deleteLetters(handle, "episode_id", episodeId));
    return removed;
  }

  /** Those that may tell of it. */
  private static long deleteSummaries(Handle handle, UUID episodeId) {
    return handle
        .createUpdate(
            """
            DELETE FROM session_summary s USING episode e
             WHERE e.episode_id = :id AND s.session_id = e.session_id AND s.up_to >= e.sequence
            """)
        .bind("id", episodeId)
        .execute();
  }

  private static long deleteLetters(Handle handle, String column, UUID id) {
    return handle
        .createUpdate("DELETE FROM dead_letter WHERE " + LETTERS + "<column> = :id")
        .define("column", column)
        .bind("id", id)
        .execute();
  }

  /** Locked, so that nobody mentions them again while they may be deleted. */
  private static List<UUID> lockMentioned(Handle handle, UUID episodeId) {
    return handle
        .createQuery(
            """
            SELECT n.entity_id FROM entity n JOIN stream_entry t USING (space_id, entity_id)
             WHERE t.episode_id = :id ORDER BY n.entity_id FOR UPDATE OF n
            """)
        .bind("id", episodeId)
        .mapTo(UUID.class)
        .list();
  }

  private static long deleteUnmentioned(Handle handle, List<UUID> entityIds) {
    return handle
        .createUpdate(
            """
            DELETE FROM entity n WHERE n.entity_id = ANY(:ids)
               AND NOT EXISTS (SELECT 1 FROM stream_entry t
                                WHERE t.space_id = n.space_id AND t.entity_id = n.entity_id)
            """)
        .bind("ids", entityIds.toArray(UUID[]::new))
        .execute();
  }

  private static UUID receipt(Handle handle, String tenantId, Erasure erasure) {
    UUID id = UuidCreator.getTimeOrderedEpoch();
    handle
        .createUpdate(
            """
            INSERT INTO receipt (receipt_id, tenant_id, space_id, space_name, episode_id)
            VALUES (:id, :tenant, :space, :name, :episode)
            """)
        .bind("id", id)
        .bind("tenant", tenantId)
        .bind("space", erasure.spaceId())
        .bind("name", erasure.spaceName())
        .bind("episode", erasure.episodeId())
        .execute();
    part(handle, tenantId, id, Receipt.POSTGRESQL);
    part(handle, tenantId, id, Receipt.NEO4J);
    return id;
  }

  private static void part(Handle handle, String tenantId, UUID receiptId, String store) {
    handle
        .createUpdate(
            "INSERT INTO receipt_part (receipt_id, store, tenant_id) VALUES (:id, :store, :tenant)")
        .bind("id", receiptId)
        .bind("store", store)
        .bind("tenant", tenantId)
        .execute();
  }

  private static void tombstone(
      Handle handle, String tenantId, UUID id, UUID spaceId, String kind) {
    handle
        .createUpdate(
            "INSERT INTO tombstone (id, tenant_id, space_id, kind) VALUES (:id, :tenant, :space, :kind)")
        .bind("id", id)
        .bind("tenant", tenantId)
        .bind("space", spaceId)
        .bind("kind", kind)
        .execute();
  }

  private void acknowledge(Handle handle, UUID receiptId, String store, Map<String, Long> removed) {
    handle
        .createUpdate(
            """
            UPDATE receipt_part SET removed = CAST(:removed AS jsonb), acknowledged_at = now()
             WHERE receipt_id = :id AND store = :store AND acknowledged_at IS NULL
            """)
        .bind("removed", rows.write(removed))
        .bind("id", receiptId)
        .bind("store", store)
        .execute();
  }

  private void publish(
      Handle handle, String tenantId, UUID spaceId, Forgotten event, @Nullable String traceparent) {
    Outbox.write(
        handle, List.of(Outbox.forgotten(tenantId, spaceId, rows.write(event))), traceparent);
    handle.afterCommit(outbox::wake);
  }

  private Optional<Receipt> read(Handle handle, UUID receiptId) {
    List<Receipt.Part> parts =
        handle
            .createQuery(
                "SELECT * FROM receipt_part WHERE receipt_id = :id ORDER BY array_position(:stores, store)")
            .bind("id", receiptId)
            .bind("stores", STORES)
            .map((row, context) ->
                new Receipt.Part(
                    row.getString("store"),
                    counts(row.getString("removed")),
                    counts(row.getString("left_over")),
                    Rows.instantOrNull(row, "acknowledged_at"),
                    Rows.instantOrNull(row, "searched_at")))
            .list();
    return handle
        .createQuery(
            "SELECT tenant_id, space_id, space_name, episode_id, requested_at FROM receipt WHERE receipt_id = :id")
        .bind("id", receiptId)
        .map((row, context) ->
            new Receipt(
                row.getString("tenant_id"),
                receiptId,
                Rows.uuid(row, "space_id"),
                row.getString("space_name"),
                row.getObject("episode_id", UUID.class),
                Rows.instant(row, "requested_at"),
                parts))
        .findOne();
  }

  private @Nullable Map<String, Long> counts(@Nullable String json) {
    if (json == null) {
      return null;
    }
    Map<String, Long> counts = new LinkedHashMap<>();
    rows.map(json).forEach((kind, count) -> counts.put(kind, ((Number) count).longValue()));
    return counts;
  }
}
