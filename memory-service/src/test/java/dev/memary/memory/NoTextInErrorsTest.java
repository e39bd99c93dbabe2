package dev.memary.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memary.kit.store.TenantDatabase;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Whatever fails in PostgreSQL may be logged: it must not hold what people said. */
@QuarkusTest
class NoTextInErrorsTest extends MemoryServiceTest {
  private static final String SAID = "my secret garden";

  @Inject TenantDatabase database;

  @Test
  void failedBatch_namesNoParameter() {
    assertThat(
            failureOf(() ->
                database.inTenant(
                    tenant,
                    handle ->
                        handle
                            .prepareBatch(
                                "INSERT INTO extraction (episode_id, generation, tenant_id, space_id, extractor, body)"
                                    + " VALUES (:id, 1, :tenant, :id, :said, CAST(:said AS jsonb))")
                            .bind("id", UUID.randomUUID())
                            .bind("tenant", tenant)
                            .bind("said", SAID)
                            .add()
                            .execute())))
        .contains("SQL")
        .doesNotContain(SAID);
  }

  @Test
  void violatedConstraint_namesNoParameter() {
    assertThat(
            failureOf(() ->
                database.inTenant(
                    tenant,
                    handle ->
                        handle
                            .createUpdate(
                                "INSERT INTO tombstone (id, tenant_id, space_id, kind) VALUES (:id, :tenant, :id, :said)")
                            .bind("id", UUID.randomUUID())
                            .bind("tenant", tenant)
                            .bind("said", SAID)
                            .execute())))
        .contains("SQL")
        .doesNotContain(SAID);
  }

  private static String failureOf(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException failure) {
      StringWriter text = new StringWriter();
      failure.printStackTrace(new PrintWriter(text));
      return text.toString();
    }
    throw new AssertionError("It did not fail");
  }
}
