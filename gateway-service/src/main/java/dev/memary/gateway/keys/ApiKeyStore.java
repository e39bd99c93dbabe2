package dev.memary.gateway.keys;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Port: API keys by the hash of their secret. */
public interface ApiKeyStore {
  Optional<ApiKey> find(byte[] hash);

  /** Adds the key; one with the same hash stays as it is. */
  void add(ApiKey key, byte[] hash);

  /** A key of the tenant. */
  Optional<ApiKey> find(String tenantId, UUID keyId);

  /** The tenant's keys after that position, oldest first. */
  List<ApiKey> list(String tenantId, @Nullable Position after, int limit);

  /**
   * Adds the successor and lets its predecessor end at that time at the latest, both or neither.
   *
   * @return false when the predecessor is no longer valid
   */
  boolean replace(ApiKey successor, byte[] hash, UUID predecessor, Instant now, Instant end);

  /** Revokes a key of the tenant; false when there is none that is not yet revoked. */
  boolean revoke(String tenantId, UUID keyId);

  /** Where a page ended: a key's time and id. */
  record Position(Instant createdAt, UUID id) {}
}
