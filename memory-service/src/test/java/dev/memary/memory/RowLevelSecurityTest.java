package dev.memary.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agroal.api.AgroalDataSource;
import io.quarkus.agroal.DataSource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What PostgreSQL itself holds the service to, whatever its SQL says. */
@QuarkusTest
class RowLevelSecurityTest extends MemoryServiceTest {
  @Inject AgroalDataSource app;

  @Inject
  @DataSource("jobs")
  AgroalDataSource jobs;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "space",
        "session",
        "ingestion_event",
        "episode",
        "idempotency_key",
        "outbox",
        "extraction",
        "entity",
        "stream_entry",
        "tombstone",
        "receipt",
        "receipt_part",
        "dead_letter",
        "correction",
        "correction_run",
        "transfer",
        "webhook",
        "webhook_delivery"
      })
  void withoutATenant_noRow(String table) throws SQLException {
    fill();

    assertThat(Sql.textOfNobody(app, "SELECT count(*) FROM " + table)).isEqualTo("0");
  }

  @Test
  void everyTable_isProtectedByForce() throws SQLException {
    assertThat(
            Sql.textOfNobody(
                app,
                """
                SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                 WHERE n.nspname = 'public' AND c.relkind = 'r'
                   AND c.relname <> 'flyway_schema_history'
                   AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
                """))
        .isEqualTo("0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"app", "jobs"})
  void role_isNoSuperuserOwnerOrBypasser(String which) throws SQLException {
    AgroalDataSource role = which.equals("app") ? app : jobs;

    assertThat(Sql.textOfNobody(role, "SELECT current_user")).isEqualTo("memory_" + which);
    assertThat(
            Sql.textOfNobody(
                role,
                "SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb FROM pg_roles"
                    + " WHERE rolname = current_user"))
        .isEqualTo("f");
    assertThat(
            Sql.textOfNobody(
                role,
                "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
                    + " AND tableowner = current_user"))
        .isEqualTo("0");
  }

  @Test
  void commits_areDurable() throws SQLException {
    assertThat(Sql.textOfNobody(app, "SELECT current_setting('fsync')")).isEqualTo("on");
    assertThat(Sql.textOfNobody(app, "SELECT current_setting('synchronous_commit')"))
        .isNotEqualTo("off");
  }

  @Test
  void rowOfAnotherTenant_cannotBeWritten() {
    assertThatThrownBy(() ->
            Sql.inTenant(
                app,
                tenant,
                "INSERT INTO space (space_id, tenant_id, name) VALUES ('%s', 'other', 'user:x')"
                    .formatted(UUID.randomUUID())))
        .hasMessageContaining("row-level security");
  }

  @Test
  void rowsOfAnotherTenant_cannotBeChanged() {
    recorded("x");

    assertThat(Sql.inTenant(app, "other-" + tenant, "UPDATE episode SET text = 'y'")).isZero();
    assertThat(Sql.inTenant(app, "other-" + tenant, "DELETE FROM stream_entry")).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT text FROM episode",
        "SELECT * FROM episode",
        "SELECT * FROM space",
        "SELECT metadata FROM episode",
        "SELECT * FROM extraction",
        "SELECT * FROM entity",
        "SELECT name FROM space",
        "SELECT object_key FROM transfer",
        "SELECT space_name FROM receipt",
        "DELETE FROM dead_letter"
      })
  void jobs_mayNotReadWhatTheyDoNotNeed(String query) {
    assertThatThrownBy(() -> Sql.textOfNobody(jobs, query))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("permission denied");
  }

  @Test
  void tenantOfATransaction_endsWithIt() throws SQLException {
    fill();
    for (int i = 0; i < 25; i++) {
      assertThat(Sql.count(app, tenant, "episode")).isPositive();
      assertThat(Sql.textOfNobody(app, "SELECT count(*) FROM episode")).isEqualTo("0");
    }
  }

  private void fill() {
    gateway()
        .header("Idempotency-Key", "k")
        .body("{\"user_id\": \"alice\", \"text\": \"x\"}")
        .post("/v1/memories");
    gateway().delete("/v1/memories/" + recorded("y"));
  }
}
