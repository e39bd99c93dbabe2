package dev.memary.gateway.keys;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Port: API keys by the hash of their secret. */
public interface ApiKeyStore {
  Optional<ApiKey> find(byte[] hash);

  /** Adds the key; one with the same hash stays as it is. */
  void add(ApiKey key, byte[] hash);

  /** The tenant's keys, oldest first. */
  List<ApiKey> list(String tenantId);

  /** Revokes a key of the tenant; false when there is none that is not yet revoked. */
  boolean revoke(String tenantId, UUID keyId);
}
