package dev.memary.memory.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memary.kit.store.TenantDatabase;
import dev.memary.memory.MemoryServiceTest;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

@QuarkusTest
class PostgresBacklogTest extends MemoryServiceTest {
  @Inject TenantDatabase database;

  @Test
  void asManyPendingAsTheTenantMay_isFull_ofThisTenantOnly() {
    recorded("one");
    recorded("two");

    assertThat(new PostgresBacklog(database, 3).isFull(tenant)).isFalse();
    assertThat(new PostgresBacklog(database, 2).isFull(tenant)).isTrue();
    assertThat(new PostgresBacklog(database, 2).isFull("other-" + tenant)).isFalse();
  }

  @Test
  void understoodOrFailed_doesNotWait() {
    recorded("one");
    recorded("two");
    database.inTenant(
        tenant,
        handle ->
            handle.execute(
                "UPDATE episode SET outcome = CASE text WHEN 'one' THEN 'failed' ELSE 'integrated'"
                    + " END, indexed_generation = CASE text WHEN 'one' THEN 0 ELSE 1 END"));

    assertThat(new PostgresBacklog(database, 1).isFull(tenant)).isFalse();
  }
}
