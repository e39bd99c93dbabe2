package dev.memary.memory.store;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.memary.kit.store.JobsDatabase;
import dev.memary.kit.store.TenantDatabase;
import dev.memary.memory.webhooks.Delivery;
import dev.memary.memory.webhooks.Webhook;
import dev.memary.memory.webhooks.WebhookStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/** Webhooks in PostgreSQL. */
@ApplicationScoped
public class PostgresWebhookStore implements WebhookStore {
  private static final int AT_ONCE_OF_EACH = 5;

  private final TenantDatabase tenants;
  private final JobsDatabase jobs;
  private final WebhookOutbox outbox;

  public PostgresWebhookStore(TenantDatabase tenants, JobsDatabase jobs, WebhookOutbox outbox) {
    this.tenants = tenants;
    this.jobs = jobs;
    this.outbox = outbox;
  }

  @Override
  public Optional<Webhook> create(
      String tenantId, URI url, List<String> events, List<String> spaces, String createdBy) {
    return tenants.inTenant(
        tenantId,
        handle ->
            handle
                .createQuery(
                    """
                    INSERT INTO webhook (webhook_id, tenant_id, url, events, spaces, created_by)
                    SELECT :id, :tenant, :url, :events, :spaces, :by
                     WHERE (SELECT count(*) FROM webhook) < :limit
                    RETURNING *
                    """)
                .bind("id", UuidCreator.getTimeOrderedEpoch())
                .bind("tenant", tenantId)
                .bind("url", url.toString())
                .bind("events", events.toArray(String[]::new))
                .bind("spaces", spaces.toArray(String[]::new))
                .bind("by", createdBy)
                .bind("limit", LIMIT)
                .map((row, context) -> webhook(row))
                .findOne());
  }

  @Override
  public List<Webhook> list(String tenantId) {
    return tenants.inTenant(
        tenantId,
        handle ->
            handle
                .createQuery("SELECT * FROM webhook ORDER BY webhook_id")
                .map((row, context) -> webhook(row))
                .list());
  }

  @Override
  public Optional<Webhook> find(String tenantId, UUID webhookId) {
    return tenants.inTenant(
        tenantId,
        handle ->
            handle
                .createQuery("SELECT * FROM webhook WHERE webhook_id = :id")
                .bind("id", webhookId)
                .map((row, context) -> webhook(row))
                .findOne());
  }

  @Override
  public void delete(Webhook webhook) {
    tenants.inTenant(
        webhook.tenantId(),
        handle ->
            handle
                .createUpdate("DELETE FROM webhook WHERE webhook_id = :id")
                .bind("id", webhook.id())
                .execute());
  }

  @Override
  public Webhook rotate(Webhook webhook) {
    return tenants.inTenant(
        webhook.tenantId(),
        handle ->
            handle
                .createQuery(
                    """
                    UPDATE webhook SET secret_version = secret_version + 1, rotated_at = now()
                     WHERE webhook_id = :id RETURNING *
                    """)
                .bind("id", webhook.id())
                .map((row, context) -> webhook(row))
                .one());
  }

  @Override
  public Delivery test(Webhook webhook) {
    return tenants.inTenant(
        webhook.tenantId(),
        handle -> {
          UUID id = outbox.insert(handle, webhook.id(), null, Webhook.TEST, Map.of());
          return handle
              .createQuery("SELECT * FROM webhook_delivery WHERE delivery_id = :id")
              .bind("id", id)
              .map((row, context) -> delivery(row))
              .one();
        });
  }

  @Override
  public List<Delivery> deliveries(Webhook webhook, @Nullable UUID before, int limit) {
    return tenants.inTenant(
        webhook.tenantId(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT * FROM webhook_delivery
                     WHERE webhook_id = :webhook
                       AND (CAST(:before AS uuid) IS NULL OR delivery_id < CAST(:before AS uuid))
                     ORDER BY delivery_id DESC LIMIT :limit
                    """)
                .bind("webhook", webhook.id())
                .bind("before", before == null ? null : before.toString())
                .bind("limit", limit)
                .map((row, context) -> delivery(row))
                .list());
  }

  /** Each is locked for a moment only: the lease keeps others away while it is sent. */
  @Override
  public List<Due> claim(Duration lease, int limit) {
    return jobs.jdbi()
        .inTransaction(handle ->
            handle
                .createQuery(
                    """
                    WITH due AS (
                      SELECT d.delivery_id FROM webhook w
                       CROSS JOIN LATERAL (
                         SELECT delivery_id FROM webhook_delivery
                          WHERE webhook_id = w.webhook_id AND state = 'pending' AND next_attempt_at <= now()
                            AND (w.state = 'enabled' OR event = 'test')
                          ORDER BY next_attempt_at LIMIT :each FOR UPDATE SKIP LOCKED) d
                       LIMIT :limit),
                    taken AS (
                      UPDATE webhook_delivery SET attempts = attempts + 1,
                             next_attempt_at = now() + make_interval(secs => :lease)
                       WHERE delivery_id IN (SELECT delivery_id FROM due) RETURNING *)
                    SELECT w.*, t.delivery_id, t.event, t.payload, t.state AS delivery_state, t.attempts, t.next_attempt_at,
                           t.last_outcome, t.created_at AS told_at, t.finished_at
                      FROM taken t JOIN webhook w USING (webhook_id)
                    """)
                .bind("each", AT_ONCE_OF_EACH)
                .bind("limit", limit)
                .bind("lease", (double) lease.toSeconds())
                .map((row, context) ->
                    new Due(webhook(row), delivery(row, "delivery_state", "told_at")))
                .list());
  }

  @Override
  public void delivered(Due due, String outcome) {
    jobs.jdbi()
        .useTransaction(handle -> {
          finish(handle, due, "delivered", outcome);
          handle
              .createUpdate(
                  """
                  UPDATE webhook SET failing_since = NULL, state = 'enabled'
                   WHERE webhook_id = :id AND (failing_since IS NOT NULL OR state = 'disabled')
                  """)
              .bind("id", due.webhook().id())
              .execute();
        });
  }

  @Override
  public void retry(Due due, String outcome, Duration pause) {
    jobs.jdbi()
        .useTransaction(handle -> {
          attempt(
                  handle,
                  due,
                  "last_outcome = :outcome, next_attempt_at = now() + make_interval(secs => :pause)")
              .bind("outcome", outcome)
              .bind("pause", pause.toMillis() / 1000.0)
              .execute();
          failing(handle, due);
        });
  }

  @Override
  public void giveUp(Due due, String outcome) {
    jobs.jdbi()
        .useTransaction(handle -> {
          finish(handle, due, "given_up", outcome);
          failing(handle, due);
        });
  }

  private static void finish(Handle handle, Due due, String state, String outcome) {
    attempt(handle, due, "state = :state, last_outcome = :outcome, finished_at = now()")
        .bind("state", state)
        .bind("outcome", outcome)
        .execute();
  }

  /** Says what came of an attempt, unless somebody else has made another since. */
  private static Update attempt(Handle handle, Due due, String set) {
    return handle
        .createUpdate(
            """
            UPDATE webhook_delivery SET <set>
             WHERE delivery_id = :id AND state = 'pending' AND attempts = :attempts
            """)
        .define("set", set)
        .bind("id", due.delivery().id())
        .bind("attempts", due.delivery().attempts());
  }

  private static void failing(Handle handle, Due due) {
    handle
        .createUpdate(
            "UPDATE webhook SET failing_since = now() WHERE webhook_id = :id AND failing_since IS NULL")
        .bind("id", due.webhook().id())
        .execute();
  }

  @Override
  public void disable(Due due) {
    jobs.jdbi()
        .useTransaction(handle -> {
          handle
              .createUpdate("UPDATE webhook SET state = 'disabled' WHERE webhook_id = :id")
              .bind("id", due.webhook().id())
              .execute();
          handle
              .createUpdate(
                  """
                  UPDATE webhook_delivery SET state = 'given_up', finished_at = now()
                   WHERE webhook_id = :id AND state = 'pending'
                  """)
              .bind("id", due.webhook().id())
              .execute();
        });
  }

  @Override
  public int removeFinished(Duration age) {
    return jobs.jdbi()
        .withHandle(handle ->
            handle
                .createUpdate(
                    "DELETE FROM webhook_delivery WHERE finished_at < now() - make_interval(secs => :age)")
                .bind("age", (double) age.toSeconds())
                .execute());
  }

  private static Webhook webhook(ResultSet row) throws SQLException {
    return new Webhook(
        Rows.uuid(row, "webhook_id"),
        row.getString("tenant_id"),
        URI.create(row.getString("url")),
        List.of((String[]) row.getArray("events").getArray()),
        List.of((String[]) row.getArray("spaces").getArray()),
        row.getString("state").equals("enabled"),
        row.getInt("secret_version"),
        Rows.instantOrNull(row, "rotated_at"),
        Rows.instantOrNull(row, "failing_since"),
        row.getString("created_by"),
        Rows.instant(row, "created_at"));
  }

  private static Delivery delivery(ResultSet row) throws SQLException {
    return delivery(row, "state", "created_at");
  }

  private static Delivery delivery(ResultSet row, String state, String createdAt)
      throws SQLException {
    return new Delivery(
        Rows.uuid(row, "delivery_id"),
        Rows.uuid(row, "webhook_id"),
        row.getString("event"),
        row.getString("payload"),
        Delivery.State.valueOf(row.getString(state).toUpperCase(Locale.ROOT)),
        row.getInt("attempts"),
        Rows.instant(row, "next_attempt_at"),
        row.getString("last_outcome"),
        Rows.instant(row, createdAt),
        Rows.instantOrNull(row, "finished_at"));
  }
}
