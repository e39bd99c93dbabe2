package dev.memary.gateway.keys;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.memary.gateway.keys.ApiKeyStore.Position;
import dev.memary.kit.identity.Permission;
import dev.memary.kit.identity.SpaceGrant;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * API keys. A secret is 240 random bits, so a plain SHA-256 keeps it as well as a slow hash would;
 * it is shown once and stored nowhere.
 */
@ApplicationScoped
public class ApiKeys {
  /** What every key begins with: recognised before any other kind of credential. */
  public static final String PREFIX = "mk_";

  private static final int RANDOM_BYTES = 30;

  private final ApiKeyStore store;
  private final SecureRandom random = new SecureRandom();

  public ApiKeys(ApiKeyStore store) {
    this.store = store;
  }

  /** A new key and, this once, its secret. */
  public record Created(ApiKey key, String secret) {}

  /** What a new key is to grant. */
  public record Grant(
      String tenantId,
      String name,
      List<SpaceGrant> spaces,
      Set<Permission> permissions,
      @Nullable Instant expiresAt) {}

  /** The key of this secret, if it is valid now. */
  public Optional<ApiKey> authenticate(String secret) {
    return store.find(hash(secret)).filter(key -> key.isValidAt(Instant.now()));
  }

  public Created create(Grant grant) {
    String secret = newSecret();
    return new Created(add(grant, secret), secret);
  }

  /**
   * A new key that grants what the old one does; the old one opens its last door when the grace is
   * over.
   *
   * @return empty when the old key is no longer valid
   */
  public Optional<Created> rotate(ApiKey old, Duration grace) {
    String secret = newSecret();
    Instant now = Instant.now();
    ApiKey successor =
        new ApiKey(
            UUID.randomUUID(),
            old.tenantId(),
            old.name(),
            old.grants(),
            old.permissions(),
            now,
            old.expiresAt(),
            null,
            old.id());
    return store.replace(successor, hash(secret), old.id(), now, now.plus(grace))
        ? Optional.of(new Created(successor, secret))
        : Optional.empty();
  }

  /** Adds a key whose secret is known already, unless it is there. */
  public ApiKey add(Grant grant, String secret) {
    ApiKey key =
        new ApiKey(
            UUID.randomUUID(),
            grant.tenantId(),
            grant.name(),
            grant.spaces(),
            grant.permissions(),
            Instant.now(),
            grant.expiresAt(),
            null,
            null);
    store.add(key, hash(secret));
    return key;
  }

  public Optional<ApiKey> find(String tenantId, UUID keyId) {
    return store.find(tenantId, keyId);
  }

  /** The tenant's keys after that position, oldest first. */
  public List<ApiKey> list(String tenantId, @Nullable Position after, int limit) {
    return store.list(tenantId, after, limit);
  }

  public boolean revoke(String tenantId, UUID keyId) {
    return store.revoke(tenantId, keyId);
  }

  private String newSecret() {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static byte[] hash(String secret) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
