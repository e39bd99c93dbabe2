package dev.memary.memory.store;

import dev.memary.contracts.events.Topics;
import dev.memary.kit.store.JobsDatabase;
import dev.memary.kit.store.TenantDatabase;
import dev.memary.memory.deadletters.DeadLetter;
import dev.memary.memory.deadletters.DeadLetterStore;
import dev.memary.memory.deadletters.LetterFilter;
import dev.memary.memory.deadletters.NewLetter;
import dev.memary.memory.deadletters.Viewer;
import dev.memary.memory.deadletters.Viewer.Operator;
import dev.memary.memory.deadletters.Viewer.TenantAdmin;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * Dead letters in PostgreSQL. A tenant's administrator works as the application's role, held to the
 * tenant by row-level security; the operator as the role of jobs, which sees every tenant.
 */
@ApplicationScoped
public class PostgresDeadLetterStore implements DeadLetterStore {
  private static final int AT_ONCE = 500;

  private static final String GRANTED =
      """
      EXISTS (SELECT 1 FROM space s WHERE s.space_id = d.space_id
                 AND (s.name = ANY(:names)
                      OR EXISTS (SELECT 1 FROM unnest(CAST(:prefixes AS text[])) p WHERE starts_with(s.name, p))))
      """;

  private static final String MATCHING =
      """
       AND d.state = :state
       AND (CAST(:topic AS text) IS NULL OR d.topic = :topic)
       AND (CAST(:cause AS text) IS NULL OR d.cause = :cause)
      """;

  private final TenantDatabase tenants;
  private final JobsDatabase jobs;
  private final OutboxSignal outbox;

  public PostgresDeadLetterStore(TenantDatabase tenants, JobsDatabase jobs, OutboxSignal outbox) {
    this.tenants = tenants;
    this.jobs = jobs;
    this.outbox = outbox;
  }

  @Override
  public void keep(NewLetter letter) {
    jobs.jdbi()
        .useTransaction(handle -> {
          if (letter.spaceId() != null) {
            SpaceLock.forLetters(handle, letter.spaceId());
          }
          insert(handle, letter);
        });
  }

  /**
   * Under the lock: either the forgetting has not deleted letters yet and will delete this one, or
   * its tombstone is seen here. A tombstone's own letter stays.
   */
  private static void insert(Handle handle, NewLetter letter) {
    UUID outboxSpace = letter.spaceId() == null ? uuid(letter.key()) : letter.spaceId();
    handle
        .createUpdate(
            """
            INSERT INTO dead_letter (letter_id, tenant_id, space_id, episode_id, topic, key, payload, replayable,
                                     cause, detail, consumer_group, traceparent, set_aside_at)
            SELECT :id,
                   coalesce((SELECT s.tenant_id FROM space s
                              WHERE s.space_id = CAST(:space AS uuid) AND s.tenant_id = :tenant), ''),
                   CAST(:space AS uuid), CAST(:episode AS uuid), :topic, :key, :payload, :replayable,
                   :cause, :detail, :group, :traceparent, :at
             WHERE :topic = :tombstones
                OR NOT EXISTS (SELECT 1 FROM tombstone t
                                WHERE t.id IN (CAST(:space AS uuid), CAST(:episode AS uuid)))
            ON CONFLICT DO NOTHING
            """)
        .bind("id", letter.id())
        .bind("tenant", letter.claimedTenant())
        .bind("space", letter.spaceId())
        .bind("episode", letter.episodeId())
        .bind("topic", letter.topic())
        .bind("tombstones", Topics.SPACE_FORGOTTEN)
        .bind("key", outboxSpace == null ? letter.key() : outboxSpace.toString())
        .bind("payload", letter.payload())
        .bind("replayable", letter.whole() && outboxSpace != null)
        .bind("cause", letter.cause())
        .bind("detail", letter.detail())
        .bind("group", letter.group())
        .bind("traceparent", letter.traceparent())
        .bind("at", letter.setAsideAt())
        .execute();
  }

  private static @Nullable UUID uuid(@Nullable String key) {
    try {
      return key == null ? null : UUID.fromString(key);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  @Override
  public List<DeadLetter> list(
      Viewer viewer, LetterFilter filter, @Nullable Position after, int limit) {
    return as(
        viewer,
        handle ->
            matching(
                    handle.createQuery(
                        "SELECT d.* FROM dead_letter d WHERE <visible>"
                            + MATCHING
                            + """
                              AND (CAST(:at AS timestamptz) IS NULL
                                   OR (d.set_aside_at, d.letter_id) < (:at, CAST(:after AS uuid)))
                            ORDER BY d.set_aside_at DESC, d.letter_id DESC LIMIT :limit
                            """),
                    viewer,
                    filter)
                .bind("at", after == null ? null : after.setAsideAt())
                .bind("after", after == null ? null : after.id())
                .bind("limit", limit)
                .map((row, context) -> letter(row))
                .list());
  }

  @Override
  public Optional<DeadLetter> find(Viewer viewer, UUID id) {
    return as(viewer, handle -> find(handle, viewer, id));
  }

  private static Optional<DeadLetter> find(Handle handle, Viewer viewer, UUID id) {
    return visible(
            handle.createQuery(
                "SELECT d.* FROM dead_letter d WHERE d.letter_id = :id AND <visible>"),
            viewer)
        .bind("id", id)
        .map((row, context) -> letter(row))
        .findOne();
  }

  @Override
  public Optional<Resolution> replay(Viewer viewer, UUID id) {
    return as(
        viewer,
        handle ->
            find(handle, viewer, id)
                .map(letter -> {
                  if (!letter.replayable()) {
                    return Resolution.NOT_REPLAYABLE;
                  }
                  return replay(handle, viewer, List.of(id)) == 1
                      ? Resolution.DONE
                      : Resolution.ALREADY_RESOLVED;
                }));
  }

  @Override
  public long replayAll(Viewer viewer, LetterFilter filter) {
    long all = 0;
    int some;
    do {
      some = as(viewer, handle -> replay(handle, viewer, some(handle, viewer, filter)));
      all += some;
    } while (some == AT_ONCE);
    return all;
  }

  /** Those that another replica replays at this moment are its own. */
  private static List<UUID> some(Handle handle, Viewer viewer, LetterFilter filter) {
    return matching(
            handle.createQuery(
                "SELECT d.letter_id FROM dead_letter d WHERE d.replayable AND <visible>"
                    + MATCHING
                    + " ORDER BY d.set_aside_at, d.letter_id LIMIT :limit FOR UPDATE OF d SKIP LOCKED"),
            viewer,
            filter)
        .bind("limit", AT_ONCE)
        .mapTo(UUID.class)
        .list();
  }

  /** Marked and written to the outbox together, or not at all: none is replayed twice. */
  private int replay(Handle handle, Viewer viewer, List<UUID> ids) {
    int replayed =
        handle
            .createUpdate(
                """
                WITH replayed AS (
                  UPDATE dead_letter SET state = 'replayed', resolved_at = now(), resolved_by = :by
                   WHERE letter_id = ANY(:ids) AND state = 'open' AND replayable
                  RETURNING tenant_id, key, topic, payload, traceparent, set_aside_at, letter_id)
                INSERT INTO outbox (tenant_id, space_id, topic, payload, traceparent)
                SELECT tenant_id, CAST(key AS uuid), topic, payload, traceparent
                  FROM replayed ORDER BY set_aside_at, letter_id
                """)
            .bind("by", viewer.subject())
            .bind("ids", ids.toArray(UUID[]::new))
            .execute();
    if (replayed > 0) {
      handle.afterCommit(outbox::wake);
    }
    return replayed;
  }

  @Override
  public Optional<Resolution> discard(Viewer viewer, UUID id) {
    return as(
        viewer,
        handle ->
            find(handle, viewer, id)
                .map(letter ->
                    handle
                                .createUpdate(
                                    """
                                    UPDATE dead_letter SET state = 'discarded', resolved_at = now(), resolved_by = :by
                                     WHERE letter_id = :id AND state = 'open'
                                    """)
                                .bind("by", viewer.subject())
                                .bind("id", id)
                                .execute()
                            == 1
                        ? Resolution.DONE
                        : Resolution.ALREADY_RESOLVED));
  }

  @Override
  public long open() {
    return jobs.jdbi()
        .withHandle(handle ->
            handle
                .createQuery("SELECT count(*) FROM dead_letter WHERE state = 'open'")
                .mapTo(Long.class)
                .one());
  }

  private <R> R as(Viewer viewer, TenantDatabase.Work<R> work) {
    return switch (viewer) {
      case TenantAdmin admin -> tenants.inTenant(admin.tenantId(), work);
      case Operator operator -> jobs.jdbi().inTransaction(work::apply);
    };
  }

  private static <S extends SqlStatement<S>> S matching(S sql, Viewer viewer, LetterFilter f) {
    return visible(sql, viewer)
        .bind("state", f.state())
        .bind("topic", f.topic())
        .bind("cause", f.cause());
  }

  /** Only what the viewer may see: the role sees every tenant, or every space of the tenant. */
  private static <S extends SqlStatement<S>> S visible(S sql, Viewer viewer) {
    return switch (viewer) {
      case Operator o when o.tenantId() == null -> sql.define("visible", "true");
      case Operator o -> ofTenant(sql, o.tenantId());
      case TenantAdmin a when a.grants().contains("*") -> ofTenant(sql, a.tenantId());
      case TenantAdmin a ->
          sql.define("visible", "d.tenant_id = :tenant AND " + GRANTED)
              .bind("tenant", a.tenantId())
              .bind("names", a.grants().toArray(String[]::new))
              .bind(
                  "prefixes",
                  a.grants().stream()
                      .filter(g -> g.endsWith("*"))
                      .map(g -> g.substring(0, g.length() - 1))
                      .toArray(String[]::new));
    };
  }

  private static <S extends SqlStatement<S>> S ofTenant(S sql, @Nullable String tenantId) {
    return sql.define("visible", "d.tenant_id = :tenant").bind("tenant", tenantId);
  }

  private static DeadLetter letter(ResultSet row) throws SQLException {
    return new DeadLetter(
        Rows.uuid(row, "letter_id"),
        row.getString("tenant_id"),
        row.getObject("space_id", UUID.class),
        row.getObject("episode_id", UUID.class),
        row.getString("topic"),
        row.getString("payload"),
        row.getBoolean("replayable"),
        row.getString("cause"),
        row.getString("detail"),
        row.getString("consumer_group"),
        row.getString("traceparent"),
        Rows.instant(row, "set_aside_at"),
        row.getString("state"),
        Rows.instantOrNull(row, "resolved_at"),
        row.getString("resolved_by"));
  }
}
