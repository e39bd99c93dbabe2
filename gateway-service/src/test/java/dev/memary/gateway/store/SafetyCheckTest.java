package dev.memary.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memary.kit.identity.Services;
import dev.memary.kit.store.SafetyCheck;
import dev.memary.localstack.testing.TestStack;
import io.agroal.api.AgroalDataSource;
import io.quarkus.agroal.DataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What PostgreSQL itself holds the service to, whatever its SQL says. */
@QuarkusTest
@QuarkusTestResource(
    value = TestStack.class,
    initArgs = @ResourceArg(name = "service", value = Services.GATEWAY))
class SafetyCheckTest {
  @Inject AgroalDataSource app;

  @Inject
  @DataSource("jobs")
  AgroalDataSource jobs;

  @Inject
  @DataSource("owner")
  AgroalDataSource owner;

  @ParameterizedTest
  @ValueSource(strings = {"app", "jobs"})
  void role_isNoSuperuserOwnerOrBypasser(String which) {
    Jdbi jdbi = Jdbi.create(which.equals("app") ? app : jobs);

    assertThat(text(jdbi, "SELECT current_user")).isEqualTo("gateway_" + which);
    assertThat(
            text(
                jdbi,
                """
                SELECT (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb)::text FROM pg_roles
                 WHERE rolname = current_user
                """))
        .isEqualTo("false");
    assertThatCode(() -> SafetyCheck.refuseUnsafe(jdbi)).doesNotThrowAnyException();
  }

  @Test
  void ownerOfTheTables_isRefused() {
    assertThatThrownBy(() -> SafetyCheck.refuseUnsafe(Jdbi.create(owner)))
        .hasMessageContaining("owns tables");
  }

  @Test
  void keyOfAnotherTenant_cannotBeWrittenOrChanged() {
    String tenant = "t-" + UUID.randomUUID();
    Jdbi jdbi = Jdbi.create(app);
    String insert =
        """
        INSERT INTO api_key (key_id, tenant_id, name, hash, spaces, permissions)
        VALUES (gen_random_uuid(), '%s', 'x', gen_random_uuid()::text::bytea, '{*}', '{read}')
        """
            .formatted(tenant);
    jdbi.useTransaction(handle -> {
      handle.execute("SELECT set_config('memary.tenant', ?, true)", tenant);
      handle.execute(insert);
    });

    assertThatThrownBy(() -> jdbi.useHandle(handle -> handle.execute(insert)))
        .hasMessageContaining("row-level security");
    int changed =
        jdbi.inTransaction(handle -> {
          handle.execute("SELECT set_config('memary.tenant', ?, true)", "other-" + tenant);
          return handle.execute("UPDATE api_key SET revoked_at = now()");
        });
    assertThat(changed).isZero();
  }

  private static String text(Jdbi jdbi, String query) {
    return jdbi.withHandle(handle -> handle.createQuery(query).mapTo(String.class).one());
  }
}
