package dev.memary.memory.store;

import dev.memary.contracts.events.EpisodeRecorded;
import dev.memary.contracts.events.Forgotten;
import dev.memary.contracts.events.Topics;
import dev.memary.events.OutgoingEvent;
import dev.memary.kit.store.JobsDatabase;
import dev.memary.memory.forgetting.Receipt;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The outbox as the relay and the sweeper see it. */
@ApplicationScoped
public class OutboxStore {
  private final JobsDatabase database;
  private final Rows rows;
  private final OutboxSignal signal;

  public OutboxStore(JobsDatabase database, Rows rows, OutboxSignal signal) {
    this.database = database;
    this.rows = rows;
    this.signal = signal;
  }

  /** How many events a look at the backlog counts at most. */
  public static final int COUNTED = 100_000;

  private record Row(long id, OutgoingEvent event) {}

  /** What Kafka does not have yet; at most {@link #COUNTED} are counted. */
  public record Backlog(long pending, double oldestSeconds) {}

  /** How far the relays are behind. */
  public Backlog backlog() {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery(
                    """
                    SELECT (SELECT count(*) FROM (SELECT 1 FROM outbox LIMIT :counted) o) AS pending,
                           coalesce((SELECT extract(epoch FROM now() - created_at)
                                       FROM outbox ORDER BY outbox_id LIMIT 1), 0) AS oldest
                    """)
                .bind("counted", COUNTED)
                .map((row, context) -> new Backlog(row.getLong("pending"), row.getDouble("oldest")))
                .one());
  }

  /**
   * Hands the oldest events to the publisher and removes them when it returns; several replicas may
   * do this at once. When the publisher fails nothing is removed.
   *
   * @return how many were handed over
   */
  public int relay(int limit, Consumer<List<OutgoingEvent>> publisher) {
    return database
        .jdbi()
        .inTransaction(handle -> {
          List<Row> batch = take(handle, limit);
          if (!batch.isEmpty()) {
            publisher.accept(batch.stream().map(Row::event).toList());
            handle
                .createUpdate("DELETE FROM outbox WHERE outbox_id = ANY(:ids)")
                .bind("ids", batch.stream().map(Row::id).toArray(Long[]::new))
                .execute();
          }
          return batch.size();
        });
  }

  private static List<Row> take(Handle handle, int limit) {
    return handle
        .createQuery(
            """
            SELECT outbox_id, topic, space_id, payload, traceparent FROM outbox
             ORDER BY outbox_id LIMIT :limit FOR UPDATE SKIP LOCKED
            """)
        .bind("limit", limit)
        .map((row, context) ->
            new Row(
                row.getLong("outbox_id"),
                new OutgoingEvent(
                    row.getString("topic"),
                    Rows.uuid(row, "space_id"),
                    row.getString("payload"),
                    row.getString("traceparent"))))
        .list();
  }

  /**
   * Emits again the episodes that are pending for too long, so that nothing depends on Kafka
   * keeping an event.
   *
   * @return how many
   */
  public int sweep(Duration pendingFor, int limit) {
    return database
        .jdbi()
        .inTransaction(handle -> {
          List<EpisodeRecorded> stale = stale(handle, pendingFor, limit);
          if (!stale.isEmpty()) {
            Outbox.write(
                handle,
                stale.stream()
                    .map(e ->
                        new Outbox.Entry(
                            e.tenantId(), e.spaceId(), Topics.EPISODE_RECORDED, rows.write(e)))
                    .toList(),
                null);
            handle.afterCommit(signal::wake);
          }
          return stale.size();
        });
  }

  /**
   * Has a model asked about episodes that were understood without one, each at most once in the
   * given time.
   *
   * @return how many
   */
  public int askAgain(Duration atMostEvery, int limit) {
    return database
        .jdbi()
        .inTransaction(handle -> {
          List<EpisodeRecorded> provisional = provisional(handle, atMostEvery, limit);
          Outbox.write(
              handle,
              provisional.stream()
                  .map(e ->
                      new Outbox.Entry(
                          e.tenantId(), e.spaceId(), Topics.EPISODE_RECORDED, rows.write(e)))
                  .toList(),
              null);
          handle.afterCommit(signal::wake);
          return provisional.size();
        });
  }

  private static List<EpisodeRecorded> provisional(Handle handle, Duration atMostEvery, int limit) {
    return handle
        .createQuery(
            """
            WITH due AS (
              SELECT x.episode_id, x.generation FROM extraction x JOIN episode e USING (episode_id, generation)
               WHERE x.provisional AND e.outcome = 'integrated'
                 AND x.asked_again_at < now() - make_interval(secs => :seconds)
               ORDER BY x.asked_again_at LIMIT :limit FOR UPDATE OF x SKIP LOCKED),
            asked AS (
              UPDATE extraction SET asked_again_at = now() FROM due
               WHERE extraction.episode_id = due.episode_id AND extraction.generation = due.generation
              RETURNING extraction.episode_id)
            SELECT <columns> FROM episode JOIN asked USING (episode_id)
            """)
        .define("columns", Rows.RECORDED)
        .bind("seconds", (double) atMostEvery.toSeconds())
        .bind("limit", limit)
        .map((row, context) -> Rows.reconsidered(row))
        .list();
  }

  /**
   * Sends out again the tombstones whose receipts are not complete, each at most once in the given
   * time.
   *
   * @return how many
   */
  public int sweepReceipts(Duration pendingFor, int limit) {
    return database
        .jdbi()
        .inTransaction(handle -> {
          List<Forgotten> open = openErasures(handle, pendingFor, limit);
          if (!open.isEmpty()) {
            Outbox.write(
                handle,
                open.stream()
                    .map(f -> Outbox.forgotten(f.tenantId(), f.spaceId(), rows.write(f)))
                    .toList(),
                null);
            handle.afterCommit(signal::wake);
          }
          return open.size();
        });
  }

  private static List<Forgotten> openErasures(Handle handle, Duration pendingFor, int limit) {
    return handle
        .createQuery(
            """
            UPDATE receipt SET emitted_at = now()
             WHERE receipt_id IN (
               SELECT r.receipt_id FROM receipt_part p JOIN receipt r USING (receipt_id)
                WHERE (p.acknowledged_at IS NULL OR p.left_total > 0) AND p.store = :graph
                  AND r.emitted_at < now() - make_interval(secs => :seconds)
                ORDER BY r.emitted_at LIMIT :limit FOR UPDATE OF r SKIP LOCKED)
            RETURNING receipt_id, tenant_id, space_id, episode_id
            """)
        .bind("graph", Receipt.NEO4J)
        .bind("seconds", (double) pendingFor.toSeconds())
        .bind("limit", limit)
        .map((row, context) ->
            forgotten(
                row.getString("tenant_id"),
                Rows.uuid(row, "space_id"),
                row.getObject("episode_id", UUID.class),
                Rows.uuid(row, "receipt_id")))
        .list();
  }

  private static Forgotten forgotten(
      String tenantId, UUID spaceId, @Nullable UUID episodeId, UUID receiptId) {
    return episodeId == null
        ? new Forgotten.Space(tenantId, spaceId, receiptId)
        : new Forgotten.Episode(tenantId, spaceId, episodeId, receiptId);
  }

  /** Where only stage 1 is missing, stage 2 need not do its work again. */
  private static List<EpisodeRecorded> stale(Handle handle, Duration pendingFor, int limit) {
    return handle
        .createQuery(
            """
            UPDATE episode SET emitted_at = now()
             WHERE episode_id IN (
               SELECT episode_id FROM episode
                WHERE (outcome = 'pending' OR (indexed_generation < generation AND index_failed_generation < generation))
                  AND emitted_at < now() - make_interval(secs => :seconds)
                ORDER BY emitted_at LIMIT :limit FOR UPDATE SKIP LOCKED)
            RETURNING <columns>
            """)
        .define("columns", Rows.RECORDED)
        .bind("seconds", (double) pendingFor.toSeconds())
        .bind("limit", limit)
        .map((row, context) -> Rows.recorded(row))
        .list();
  }
}
