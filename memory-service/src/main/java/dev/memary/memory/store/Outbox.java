package dev.memary.memory.store;

import dev.memary.contracts.events.Topics;
import java.util.Collection;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** Writes outgoing events in the transaction of what they tell of. */
final class Outbox {
  private Outbox() {}

  /** An event to be relayed once the transaction is committed. */
  record Entry(String tenantId, UUID spaceId, String topic, String payload) {}

  static void write(Handle handle, Collection<Entry> entries, @Nullable String traceparent) {
    PreparedBatch batch =
        handle.prepareBatch(
            """
            INSERT INTO outbox (tenant_id, space_id, topic, payload, traceparent)
            VALUES (:tenant, :space, :topic, :payload, :traceparent)
            """);
    for (Entry entry : entries) {
      batch
          .bind("tenant", entry.tenantId())
          .bind("space", entry.spaceId())
          .bind("topic", entry.topic())
          .bind("payload", entry.payload())
          .bind("traceparent", traceparent)
          .add();
    }
    batch.execute();
  }

  static Entry forgotten(String tenantId, UUID spaceId, String payload) {
    return new Entry(tenantId, spaceId, Topics.SPACE_FORGOTTEN, payload);
  }
}
