package dev.memary.memory.store;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.memary.memory.webhooks.Webhook;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Writes deliveries in the transaction of what they tell of. */
@Singleton
class WebhookOutbox {
  private final Rows rows;

  WebhookOutbox(Rows rows) {
    this.rows = rows;
  }

  /** What became of a memory. */
  record Outcome(UUID spaceId, UUID episodeId) {}

  /** Tells of memories, those of a space together. */
  void tell(Handle handle, String event, Collection<Outcome> outcomes, @Nullable String reason) {
    if (outcomes.isEmpty() || !isWanted(handle, event)) {
      return;
    }
    outcomes.stream()
        .collect(groupingBy(Outcome::spaceId, mapping(Outcome::episodeId, toList())))
        .forEach((space, episodes) -> tell(handle, event, space, episodes, reason));
  }

  private void tell(
      Handle handle, String event, UUID spaceId, List<UUID> episodeIds, @Nullable String reason) {
    nameOf(handle, spaceId)
        .ifPresent(name ->
            write(
                handle,
                event,
                spaceId,
                name,
                data(name, Map.of("memory_ids", episodeIds), reason)));
  }

  /** The whole space is gone: what tells so does not go with it. */
  void tellForgotten(Handle handle, String spaceName, UUID receiptId) {
    write(
        handle,
        "forgotten",
        null,
        spaceName,
        data(spaceName, Map.of("receipt_id", receiptId), null));
  }

  void tellForgotten(
      Handle handle, UUID spaceId, String spaceName, UUID episodeId, UUID receiptId) {
    write(
        handle,
        "forgotten",
        spaceId,
        spaceName,
        data(spaceName, Map.of("memory_ids", List.of(episodeId), "receipt_id", receiptId), null));
  }

  private static Map<String, Object> data(
      String spaceName, Map<String, Object> ids, @Nullable String reason) {
    Map<String, Object> data = new TreeMap<>(ids);
    data.put("space", spaceName);
    if (reason != null) {
      data.put("reason", reason);
    }
    return data;
  }

  private void write(
      Handle handle,
      String event,
      @Nullable UUID spaceId,
      String spaceName,
      Map<String, Object> data) {
    List<UUID> webhooks =
        handle
            .createQuery(
                """
                SELECT webhook_id FROM webhook
                 WHERE state = 'enabled' AND :event = ANY(events)
                   AND EXISTS (SELECT FROM unnest(spaces) AS p
                                WHERE p = :space OR (right(p, 1) = '*' AND starts_with(:space, left(p, -1))))
                """)
            .bind("event", event)
            .bind("space", spaceName)
            .mapTo(UUID.class)
            .list();
    webhooks.forEach(webhook -> insert(handle, webhook, spaceId, event, data));
  }

  UUID insert(
      Handle handle,
      UUID webhookId,
      @Nullable UUID spaceId,
      String event,
      Map<String, Object> data) {
    UUID id = UuidCreator.getTimeOrderedEpoch();
    handle
        .createUpdate(
            """
            INSERT INTO webhook_delivery (delivery_id, webhook_id, tenant_id, space_id, event, payload)
            SELECT :id, webhook_id, tenant_id, :space, :event, :payload FROM webhook WHERE webhook_id = :webhook
            """)
        .bind("id", id)
        .bind("webhook", webhookId)
        .bind("space", spaceId)
        .bind("event", event)
        .bind("payload", payload(event, data))
        .execute();
    return id;
  }

  private String payload(String event, Map<String, Object> data) {
    Map<String, Object> payload = new LinkedHashMap<>();
    payload.put("type", typeOf(event, data));
    payload.put("timestamp", Instant.now());
    payload.put("data", data);
    return rows.write(payload);
  }

  private static String typeOf(String event, Map<String, Object> data) {
    if (event.equals(Webhook.TEST)) {
      return event;
    }
    return (data.containsKey("memory_ids") ? "memory." : "space.") + event;
  }

  private static boolean isWanted(Handle handle, String event) {
    return handle
        .createQuery(
            "SELECT EXISTS (SELECT FROM webhook WHERE state = 'enabled' AND :event = ANY(events))")
        .bind("event", event)
        .mapTo(Boolean.class)
        .one();
  }

  private static Optional<String> nameOf(Handle handle, UUID spaceId) {
    return handle
        .createQuery("SELECT name FROM space WHERE space_id = :space AND forgotten_at IS NULL")
        .bind("space", spaceId)
        .mapTo(String.class)
        .findOne();
  }
}
