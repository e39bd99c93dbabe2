package dev.memary.gateway.store;

import dev.memary.gateway.audit.AuditEntry;
import dev.memary.gateway.audit.AuditStore;
import dev.memary.kit.store.Databases;
import dev.memary.kit.store.JobsDatabase;
import dev.memary.kit.store.StoreUnavailableException;
import dev.memary.kit.store.TenantDatabase;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/**
 * The audit log in PostgreSQL. The role of requests may add and read entries of its transaction's
 * tenant, and change or remove none; the role of jobs may remove old ones, and read none.
 */
@ApplicationScoped
public class PostgresAuditStore implements AuditStore {
  private static final int REMOVED_AT_ONCE = 10_000;

  private final TenantDatabase database;
  private final Jdbi jobs;

  public PostgresAuditStore(TenantDatabase database, JobsDatabase jobs) {
    this.database = database;
    this.jobs = jobs.jdbi();
  }

  @Override
  public void append(Collection<AuditEntry> entries) {
    Map<String, List<AuditEntry>> byTenant =
        entries.stream().collect(Collectors.groupingBy(AuditEntry::tenantId));
    try {
      byTenant.forEach(
          (tenant, theirs) -> database.inTenant(tenant, handle -> insert(handle, theirs)));
    } catch (JdbiException e) {
      throw Databases.isPassing(e) ? new StoreUnavailableException(e) : e;
    }
  }

  @Override
  public List<AuditEntry> find(Query query) {
    return database.inTenant(
        query.tenantId(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT * FROM audit_entry
                     WHERE tenant_id = :tenant
                       AND (:from::timestamptz IS NULL OR at >= :from::timestamptz)
                       AND (:to::timestamptz IS NULL OR at < :to::timestamptz)
                       AND (:keyId::text IS NULL OR key_id = :keyId::text)
                       AND (:afterId::uuid IS NULL OR (at, audit_id) < (:afterAt::timestamptz, :afterId::uuid))
                     ORDER BY at DESC, audit_id DESC LIMIT :limit
                    """)
                .bind("tenant", query.tenantId())
                .bind("from", query.from())
                .bind("to", query.to())
                .bind("keyId", query.keyId())
                .bind("afterAt", query.after() == null ? null : query.after().at())
                .bind("afterId", query.after() == null ? null : query.after().id())
                .bind("limit", query.limit())
                .map((row, context) -> entry(row))
                .list());
  }

  /** In pieces, so that no transaction is long. */
  @Override
  public long removeBefore(Instant time) {
    long all = 0;
    int removed;
    do {
      removed = jobs.withHandle(handle -> removeSome(handle, time));
      all += removed;
    } while (removed == REMOVED_AT_ONCE);
    return all;
  }

  private static int removeSome(Handle handle, Instant time) {
    return handle
        .createUpdate(
            """
            DELETE FROM audit_entry WHERE audit_id IN
              (SELECT audit_id FROM audit_entry WHERE at < :time ORDER BY at LIMIT :some)
            """)
        .bind("time", time.atOffset(ZoneOffset.UTC))
        .bind("some", REMOVED_AT_ONCE)
        .execute();
  }

  private static int insert(Handle handle, List<AuditEntry> entries) {
    PreparedBatch batch =
        handle.prepareBatch(
            """
            INSERT INTO audit_entry (audit_id, tenant_id, at, key_id, operation, target, status, trace_id)
            VALUES (:id, :tenant, :at, :keyId, :operation, :target, :status, :traceId)
            ON CONFLICT (audit_id) DO NOTHING
            """);
    for (AuditEntry entry : entries) {
      batch
          .bind("id", entry.id())
          .bind("tenant", entry.tenantId())
          .bind("at", entry.at())
          .bind("keyId", entry.keyId())
          .bind("operation", entry.operation())
          .bind("target", entry.target())
          .bind("status", entry.status())
          .bind("traceId", entry.traceId())
          .add();
    }
    return batch.execute().length;
  }

  private static AuditEntry entry(ResultSet row) throws SQLException {
    return new AuditEntry(
        row.getObject("audit_id", UUID.class),
        row.getString("tenant_id"),
        row.getObject("at", OffsetDateTime.class).toInstant(),
        row.getString("key_id"),
        row.getString("operation"),
        text(row, "target"),
        row.getInt("status"),
        text(row, "trace_id"));
  }

  private static @Nullable String text(ResultSet row, String column) throws SQLException {
    return row.getString(column);
  }
}
