package dev.memary.router.store;

import dev.memary.kit.store.Databases;
import dev.memary.kit.store.JobsDatabase;
import dev.memary.kit.store.StoreUnavailableException;
import dev.memary.kit.store.TenantDatabase;
import dev.memary.router.ledger.LedgerEntry;
import dev.memary.router.ledger.LedgerStore;
import dev.memary.router.ledger.UsageSum;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** Keeps the ledger by tenant, held to it by row-level security. */
@ApplicationScoped
public class PostgresLedgerStore implements LedgerStore {
  private static final int REMOVED_AT_ONCE = 10_000;
  private static final int MOST_GROUPS = 1_000;

  private final TenantDatabase tenants;
  private final JobsDatabase jobs;

  public PostgresLedgerStore(TenantDatabase tenants, JobsDatabase jobs) {
    this.tenants = tenants;
    this.jobs = jobs;
  }

  @Override
  public void append(Collection<LedgerEntry> entries) {
    Map<String, List<LedgerEntry>> byTenant =
        entries.stream().collect(Collectors.groupingBy(LedgerEntry::tenantId));
    try {
      byTenant.forEach(
          (tenant, theirs) -> tenants.inTenant(tenant, handle -> insert(handle, theirs)));
    } catch (JdbiException e) {
      throw Databases.isPassing(e) ? new StoreUnavailableException(e) : e;
    }
  }

  private static int insert(Handle handle, List<LedgerEntry> entries) {
    PreparedBatch batch =
        handle.prepareBatch(
            """
            INSERT INTO ledger_entry (entry_id, tenant_id, key_id, at, alias, target, node, cloud, outcome,
                                      prompt_tokens, cached_tokens, completion_tokens, estimated,
                                      gpu_seconds, cost_usd, first_token_ms, whole_ms)
            VALUES (:id, :tenant, :keyId, :at, :alias, :target, :node, :cloud, :outcome,
                    :promptTokens, :cachedTokens, :completionTokens, :estimated,
                    :gpu, :cost, :firstToken, :whole)
            ON CONFLICT (entry_id) DO NOTHING
            """);
    for (LedgerEntry entry : entries) {
      batch
          .bind("id", entry.id())
          .bind("tenant", entry.tenantId())
          .bind("keyId", entry.keyId())
          .bind("at", entry.at().atOffset(ZoneOffset.UTC))
          .bind("alias", entry.alias())
          .bind("target", entry.target())
          .bind("node", entry.node())
          .bind("cloud", entry.cloud())
          .bind("outcome", entry.outcome())
          .bind("promptTokens", entry.promptTokens())
          .bind("cachedTokens", entry.cachedTokens())
          .bind("completionTokens", entry.completionTokens())
          .bind("estimated", entry.estimated())
          .bind("gpu", BigDecimal.valueOf(entry.gpu().toNanos(), 9))
          .bind("cost", entry.cost())
          .bind("firstToken", millis(entry.firstToken()))
          .bind("whole", entry.whole().toMillis())
          .add();
    }
    return batch.execute().length;
  }

  private static @Nullable Long millis(@Nullable Duration time) {
    return time == null ? null : time.toMillis();
  }

  @Override
  public List<UsageSum> sum(String tenantId, Instant from, Instant to, Grouping by) {
    return tenants.inTenant(
        tenantId,
        handle ->
            handle
                .createQuery(
                    """
                    SELECT <column> AS grouped, count(*) AS requests,
                           count(*) FILTER (WHERE outcome = 'answered') AS answered,
                           count(*) FILTER (WHERE outcome = 'answered' AND NOT cloud) AS locally,
                           sum(prompt_tokens) AS prompt, sum(cached_tokens) AS cached,
                           sum(completion_tokens) AS completion,
                           sum(gpu_seconds) AS gpu, sum(cost_usd) AS cost
                      FROM ledger_entry
                     WHERE tenant_id = :tenant AND at >= :from AND at < :to
                     GROUP BY 1 ORDER BY 1 LIMIT :most
                    """)
                .define("column", column(by))
                .bind("most", MOST_GROUPS)
                .bind("tenant", tenantId)
                .bind("from", from.atOffset(ZoneOffset.UTC))
                .bind("to", to.atOffset(ZoneOffset.UTC))
                .map((row, context) -> sum(row))
                .list());
  }

  private static String column(Grouping by) {
    return switch (by) {
      case TARGET -> "target";
      case ALIAS -> "alias";
      case KEY -> "key_id";
      case DAY -> "to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD')";
    };
  }

  private static UsageSum sum(ResultSet row) throws SQLException {
    return new UsageSum(
        row.getString("grouped"),
        row.getLong("requests"),
        row.getLong("answered"),
        row.getLong("locally"),
        row.getLong("prompt"),
        row.getLong("cached"),
        row.getLong("completion"),
        row.getDouble("gpu"),
        row.getBigDecimal("cost").stripTrailingZeros());
  }

  /** In pieces, so that no transaction is long. */
  @Override
  public long removeBefore(Instant time) {
    long all = 0;
    int removed;
    do {
      removed = jobs.jdbi().withHandle(handle -> removeSome(handle, time));
      all += removed;
    } while (removed == REMOVED_AT_ONCE);
    return all;
  }

  private static int removeSome(Handle handle, Instant time) {
    return handle
        .createUpdate(
            """
            DELETE FROM ledger_entry WHERE entry_id IN
              (SELECT entry_id FROM ledger_entry WHERE at < :time ORDER BY at LIMIT :some)
            """)
        .bind("time", time.atOffset(ZoneOffset.UTC))
        .bind("some", REMOVED_AT_ONCE)
        .execute();
  }
}
