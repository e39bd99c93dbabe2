package dev.memary.memory.store;

import dev.memary.contracts.events.Topics;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Counts what is left of a space or an episode. The tables are asked of the catalogue and not
 * listed, so that one that is added later and forgotten in the deletion shows up on receipts.
 */
@Singleton
class Residue {
  /** They prove the erasure, or carry it on. */
  private static final Set<String> MAY_STAY =
      Set.of("space", "tombstone", "receipt", "receipt_part", "outbox");

  /** What is left, by table; run it in the tenant. */
  Map<String, Long> of(Handle handle, UUID spaceId, @Nullable UUID episodeId) {
    String column = episodeId == null ? "space_id" : "episode_id";
    Map<String, Long> left = new LinkedHashMap<>();
    for (String table : tables(handle, column)) {
      left.put(table, count(handle, table, column, episodeId == null ? spaceId : episodeId));
    }
    return left;
  }

  /** Tables that requests cannot read hold nothing that was said, but the state of jobs. */
  private static List<String> tables(Handle handle, String column) {
    return handle
        .createQuery(
            """
            SELECT c.relname FROM pg_class c
              JOIN pg_namespace n ON n.oid = c.relnamespace
              JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped
             WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND a.attname = :column
               AND has_table_privilege(c.oid, 'SELECT')
             ORDER BY c.relname
            """)
        .bind("column", column)
        .mapTo(String.class)
        .filter(table -> !MAY_STAY.contains(table))
        .list();
  }

  private static long count(Handle handle, String table, String column, UUID id) {
    // A letter about the tombstone itself stays until it is dealt with.
    String rest =
        table.equals("dead_letter") ? " AND topic <> '" + Topics.SPACE_FORGOTTEN + "'" : "";
    return handle
        .createQuery("SELECT count(*) FROM <table> WHERE <column> = :id" + rest)
        .define("table", table)
        .define("column", column)
        .bind("id", id)
        .mapTo(Long.class)
        .one();
  }
}
