package dev.memary.memory.store;

import dev.memary.kit.store.JobsDatabase;
import dev.memary.memory.forgetting.OverdueMemories;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Overdue memories in PostgreSQL. */
@ApplicationScoped
public class PostgresOverdueMemories implements OverdueMemories {
  private final JobsDatabase database;

  public PostgresOverdueMemories(JobsDatabase database) {
    this.database = database;
  }

  @Override
  public List<Overdue> next(int limit) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery(
                    """
                    (SELECT tenant_id, episode_id FROM episode WHERE expires_at <= now() LIMIT :limit)
                    UNION
                    (SELECT e.tenant_id, e.episode_id FROM space s JOIN episode e USING (space_id)
                      WHERE s.retention_days IS NOT NULL AND NOT e.pinned
                        AND e.recorded_at <= now() - make_interval(days => s.retention_days) LIMIT :limit)
                    LIMIT :limit
                    """)
                .bind("limit", limit)
                .map((row, context) ->
                    new Overdue(row.getString("tenant_id"), Rows.uuid(row, "episode_id")))
                .list());
  }
}
