package dev.memary.memory.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Secrets and signatures after the Standard Webhooks specification. A secret is computed from the
 * installation's key, so that none is stored and a thief of the database has none.
 */
public final class Secrets {
  /** How long both secrets sign after one was rotated. */
  public static final Duration GRACE = Duration.ofDays(1);

  private static final String PREFIX = "whsec_";
  private static final int SHORTEST_KEY = 32;

  private final byte[] key;

  private Secrets(String key) {
    this.key = key.getBytes(UTF_8);
  }

  /** Empty when the installation has no key for webhooks. */
  public static Optional<Secrets> of(@Nullable String key) {
    if (key == null || key.isBlank()) {
      return Optional.empty();
    }
    if (key.length() < SHORTEST_KEY) {
      throw new IllegalArgumentException(
          "memary.webhooks.key must have at least " + SHORTEST_KEY + " characters");
    }
    return Optional.of(new Secrets(key));
  }

  /** The secret as it is shown. */
  public String shown(Webhook webhook) {
    return PREFIX + base64(secret(webhook, webhook.secretVersion()));
  }

  /** What the header {@code webhook-signature} holds. */
  public String signatures(Webhook webhook, String id, Instant now, String payload) {
    byte[] content = (id + "." + now.getEpochSecond() + "." + payload).getBytes(UTF_8);
    Instant rotated = webhook.rotatedAt();
    boolean both = rotated != null && now.isBefore(rotated.plus(GRACE));
    return Stream.of(webhook.secretVersion(), webhook.secretVersion() - 1)
        .limit(both ? 2 : 1)
        .map(version -> "v1," + base64(hmac(secret(webhook, version), content)))
        .collect(Collectors.joining(" "));
  }

  private byte[] secret(Webhook webhook, int version) {
    return hmac(key, (webhook.id() + "." + version).getBytes(UTF_8));
  }

  private static byte[] hmac(byte[] key, byte[] content) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(content);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has HmacSHA256", e);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
