package dev.memary.memory.webhooks;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Port: webhooks and their deliveries. */
public interface WebhookStore {
  /** So many a tenant may have. */
  int LIMIT = 20;

  /** Empty when the tenant has {@link #LIMIT} already. */
  Optional<Webhook> create(
      String tenantId, URI url, List<String> events, List<String> spaces, String createdBy);

  List<Webhook> list(String tenantId);

  Optional<Webhook> find(String tenantId, UUID webhookId);

  void delete(Webhook webhook);

  /** Its secret is another from now on. */
  Webhook rotate(Webhook webhook);

  /** Has a delivery made that tells nothing. */
  Delivery test(Webhook webhook);

  /** Newest first, from the one before that. */
  List<Delivery> deliveries(Webhook webhook, @Nullable UUID before, int limit);

  /**
   * Takes up deliveries that are due, some of each webhook, so that none waits for another's.
   *
   * @param lease when they are due again if nothing is heard of them
   */
  List<Due> claim(Duration lease, int limit);

  /** It was received; a webhook that was disabled is enabled again. */
  void delivered(Due due, String outcome);

  /** It was not; it is due again after the pause. */
  void retry(Due due, String outcome, Duration pause);

  /** It will not be tried again. */
  void giveUp(Due due, String outcome);

  /** Nobody is there any more: nothing is sent until a test is received. */
  void disable(Due due);

  /** Removes deliveries that were finished so long ago. */
  int removeFinished(Duration age);

  /** A delivery that is due, with whom it is for. */
  record Due(Webhook webhook, Delivery delivery) {}
}
