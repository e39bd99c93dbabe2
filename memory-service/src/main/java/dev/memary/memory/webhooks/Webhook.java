package dev.memary.memory.webhooks;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who wants to be told.
 *
 * @param spaces names of spaces, or prefixes followed by a star
 * @param rotatedAt when the secret became another; the one before holds for {@link Secrets#GRACE}
 *     longer
 * @param failingSince since when nothing was delivered, if the last attempt failed
 */
public record Webhook(
    UUID id,
    String tenantId,
    URI url,
    List<String> events,
    List<String> spaces,
    boolean enabled,
    int secretVersion,
    @Nullable Instant rotatedAt,
    @Nullable Instant failingSince,
    String createdBy,
    Instant createdAt) {

  /** What can be told. */
  public static final List<String> EVENTS =
      List.of("integrated", "rejected", "failed", "forgotten");

  /** What is told when somebody tries it out. */
  public static final String TEST = "test";

  public Webhook {
    events = List.copyOf(events);
    spaces = List.copyOf(spaces);
  }
}
