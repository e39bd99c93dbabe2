package dev.memary.kit.store;

import io.agroal.api.AgroalDataSource;
import io.quarkus.agroal.DataSource;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Refuses to start on a database that could show one tenant another's rows, or forget what it
 * acknowledged.
 */
@ApplicationScoped
public class SafetyCheck {
  private static final Logger LOG = Logger.getLogger(SafetyCheck.class);

  private final List<Jdbi> roles;

  public SafetyCheck(AgroalDataSource app, @DataSource("jobs") AgroalDataSource jobs) {
    this.roles = List.of(Jdbi.create(app), Jdbi.create(jobs));
  }

  void check(@Observes StartupEvent event) {
    roles.forEach(SafetyCheck::refuseUnsafe);
    LOG.info(
        "PostgreSQL is safe: row-level security holds for these roles and commits are durable");
  }

  /** Throws when the role behind these connections could see or lose what it must not. */
  public static void refuseUnsafe(Jdbi jdbi) {
    jdbi.useHandle(handle -> {
      Map<String, Object> row =
          handle
              .createQuery(
                  """
                  SELECT current_user::text AS role, rolsuper OR rolbypassrls AS bypasses,
                         EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                                  WHERE n.nspname = 'public' AND c.relkind = 'r'
                                    AND c.relowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)) AS owns,
                         EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                                  WHERE n.nspname = 'public' AND c.relkind = 'r'
                                    AND c.relname <> 'flyway_schema_history'
                                    AND NOT (c.relrowsecurity AND c.relforcerowsecurity)) AS unprotected,
                         current_setting('fsync') = 'on'
                           AND current_setting('synchronous_commit') <> 'off' AS durable
                    FROM pg_roles WHERE rolname = current_user
                  """)
              .mapToMap()
              .one();
      String role = String.valueOf(row.get("role"));
      refuse(
          row.get("bypasses"),
          "role " + role + " bypasses row-level security: make it NOSUPERUSER NOBYPASSRLS");
      refuse(row.get("owns"), "role " + role + " owns tables: only the migrating role may");
      refuse(
          row.get("unprotected"),
          "a table has no forced row-level security: a migration is missing");
      refuse(
          Boolean.FALSE.equals(row.get("durable")),
          "PostgreSQL runs with fsync or synchronous_commit off: what was acknowledged could be lost");
    });
  }

  private static void refuse(@Nullable Object unsafe, String reason) {
    if (!Boolean.FALSE.equals(unsafe)) {
      throw new IllegalStateException("This service will not start: " + reason);
    }
  }
}
