package dev.memary.gateway.store;

import dev.memary.gateway.keys.ApiKey;
import dev.memary.gateway.keys.ApiKeyStore;
import dev.memary.kit.identity.Permission;
import dev.memary.kit.identity.SpaceGrant;
import dev.memary.kit.store.TenantDatabase;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** API keys in PostgreSQL. */
@ApplicationScoped
public class PostgresApiKeyStore implements ApiKeyStore {
  private final TenantDatabase database;

  public PostgresApiKeyStore(TenantDatabase database) {
    this.database = database;
  }

  @Override
  public Optional<ApiKey> find(byte[] hash) {
    return database.ofNoTenant(handle ->
        handle
            .createQuery("SELECT * FROM api_key WHERE hash = :hash")
            .bind("hash", hash)
            .map((row, context) -> key(row))
            .findOne());
  }

  @Override
  public Optional<ApiKey> find(String tenantId, UUID keyId) {
    return database.inTenant(
        tenantId,
        handle ->
            handle
                .createQuery("SELECT * FROM api_key WHERE key_id = :id AND tenant_id = :tenant")
                .bind("id", keyId)
                .bind("tenant", tenantId)
                .map((row, context) -> key(row))
                .findOne());
  }

  @Override
  public void add(ApiKey key, byte[] hash) {
    database.inTenant(key.tenantId(), handle -> insert(handle, key, hash));
  }

  @Override
  public boolean replace(
      ApiKey successor, byte[] hash, UUID predecessor, Instant now, Instant end) {
    return database.inTenant(
        successor.tenantId(),
        handle ->
            end(handle, successor.tenantId(), predecessor, now, end) == 1
                && insert(handle, successor, hash) == 1);
  }

  private static int end(Handle handle, String tenantId, UUID keyId, Instant now, Instant end) {
    return handle
        .createUpdate(
            """
            UPDATE api_key
               SET expires_at = LEAST(expires_at, :end),
                   revoked_at = CASE WHEN :end <= :now THEN :now END
             WHERE key_id = :id AND tenant_id = :tenant
               AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > :now)
            """)
        .bind("id", keyId)
        .bind("tenant", tenantId)
        .bind("now", now.atOffset(ZoneOffset.UTC))
        .bind("end", end.atOffset(ZoneOffset.UTC))
        .execute();
  }

  private static int insert(Handle handle, ApiKey key, byte[] hash) {
    return handle
        .createUpdate(
            """
            INSERT INTO api_key (key_id, tenant_id, name, hash, spaces, permissions, created_at, expires_at, rotated_from)
            VALUES (:id, :tenant, :name, :hash, :spaces, :permissions, :createdAt, :expiresAt, :rotatedFrom)
            ON CONFLICT (hash) DO NOTHING
            """)
        .bind("id", key.id())
        .bind("tenant", key.tenantId())
        .bind("name", key.name())
        .bind("hash", hash)
        .bind("spaces", key.grants().stream().map(SpaceGrant::pattern).toArray(String[]::new))
        .bind(
            "permissions",
            key.permissions().stream().map(Permission::wireName).toArray(String[]::new))
        .bind("createdAt", key.createdAt())
        .bind("expiresAt", key.expiresAt())
        .bind("rotatedFrom", key.rotatedFrom())
        .execute();
  }

  @Override
  public List<ApiKey> list(String tenantId, @Nullable Position after, int limit) {
    return database.inTenant(
        tenantId,
        handle ->
            handle
                .createQuery(
                    """
                    SELECT * FROM api_key
                     WHERE tenant_id = :tenant
                       AND (:id::uuid IS NULL OR (created_at, key_id) > (:createdAt::timestamptz, :id::uuid))
                     ORDER BY created_at, key_id LIMIT :limit
                    """)
                .bind("tenant", tenantId)
                .bind("createdAt", after == null ? null : after.createdAt())
                .bind("id", after == null ? null : after.id())
                .bind("limit", limit)
                .map((row, context) -> key(row))
                .list());
  }

  @Override
  public boolean revoke(String tenantId, UUID keyId) {
    return database.inTenant(
            tenantId,
            handle ->
                handle
                    .createUpdate(
                        """
                        UPDATE api_key SET revoked_at = now()
                         WHERE key_id = :id AND tenant_id = :tenant AND revoked_at IS NULL
                        """)
                    .bind("id", keyId)
                    .bind("tenant", tenantId)
                    .execute())
        == 1;
  }

  private static ApiKey key(ResultSet row) throws SQLException {
    return new ApiKey(
        row.getObject("key_id", UUID.class),
        row.getString("tenant_id"),
        row.getString("name"),
        Arrays.stream((String[]) row.getArray("spaces").getArray()).map(SpaceGrant::new).toList(),
        Arrays.stream((String[]) row.getArray("permissions").getArray())
            .map(Permission::of)
            .collect(Collectors.toSet()),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        instant(row, "expires_at"),
        instant(row, "revoked_at"),
        row.getObject("rotated_from", UUID.class));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
    return value == null ? null : value.toInstant();
  }
}
