package dev.memary.gateway.store;

import dev.memary.gateway.keys.ApiKey;
import dev.memary.gateway.keys.ApiKeyStore;
import dev.memary.kit.identity.Permission;
import dev.memary.kit.identity.SpaceGrant;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.postgres.PostgresPlugin;
import org.jspecify.annotations.Nullable;

/** API keys in PostgreSQL. */
@ApplicationScoped
public class PostgresApiKeyStore implements ApiKeyStore {
  private final Jdbi jdbi;

  public PostgresApiKeyStore(AgroalDataSource app) {
    this.jdbi = Jdbi.create(app).installPlugin(new PostgresPlugin());
  }

  @Override
  public Optional<ApiKey> find(byte[] hash) {
    return jdbi.withHandle(handle ->
        handle
            .createQuery("SELECT * FROM api_key WHERE hash = :hash")
            .bind("hash", hash)
            .map((row, context) -> key(row))
            .findOne());
  }

  @Override
  public void add(ApiKey key, byte[] hash) {
    inTenant(
        key.tenantId(),
        handle ->
            handle
                .createUpdate(
                    """
                    INSERT INTO api_key (key_id, tenant_id, name, hash, spaces, permissions, created_at, expires_at)
                    VALUES (:id, :tenant, :name, :hash, :spaces, :permissions, :createdAt, :expiresAt)
                    ON CONFLICT (hash) DO NOTHING
                    """)
                .bind("id", key.id())
                .bind("tenant", key.tenantId())
                .bind("name", key.name())
                .bind("hash", hash)
                .bind(
                    "spaces", key.grants().stream().map(SpaceGrant::pattern).toArray(String[]::new))
                .bind(
                    "permissions",
                    key.permissions().stream().map(Permission::wireName).toArray(String[]::new))
                .bind("createdAt", key.createdAt())
                .bind("expiresAt", key.expiresAt())
                .execute());
  }

  @Override
  public List<ApiKey> list(String tenantId) {
    return jdbi.withHandle(handle ->
        handle
            .createQuery(
                "SELECT * FROM api_key WHERE tenant_id = :tenant ORDER BY created_at, key_id")
            .bind("tenant", tenantId)
            .map((row, context) -> key(row))
            .list());
  }

  @Override
  public boolean revoke(String tenantId, UUID keyId) {
    return inTenant(
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

  private int inTenant(String tenantId, Function<Handle, Integer> work) {
    return jdbi.inTransaction(handle -> {
      handle
          .createQuery("SELECT set_config('memary.tenant', :tenant, true)")
          .bind("tenant", tenantId)
          .mapTo(String.class)
          .one();
      return work.apply(handle);
    });
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
        instant(row, "revoked_at"));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
    return value == null ? null : value.toInstant();
  }
}
