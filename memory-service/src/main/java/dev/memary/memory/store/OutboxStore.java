package dev.memary.memory.store;

import dev.memary.contracts.events.EpisodeRecorded;
import dev.memary.contracts.events.Topics;
import dev.memary.events.OutgoingEvent;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;

/** The outbox as the relay and the sweeper see it. */
@ApplicationScoped
public class OutboxStore {
  private final JobsDatabase database;
  private final Rows rows;

  public OutboxStore(JobsDatabase database, Rows rows) {
    this.database = database;
    this.rows = rows;
  }

  private record Row(long id, OutgoingEvent event) {}

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
          }
          return stale.size();
        });
  }

  private static List<EpisodeRecorded> stale(Handle handle, Duration pendingFor, int limit) {
    return handle
        .createQuery(
            """
            UPDATE episode SET emitted_at = now()
             WHERE episode_id IN (
               SELECT episode_id FROM episode
                WHERE (outcome = 'pending' OR indexed_generation = 0) AND outcome <> 'failed'
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
