package dev.memary.memory.store;

import dev.memary.kit.store.TenantDatabase;
import dev.memary.memory.personas.Persona;
import dev.memary.memory.personas.PersonaStore;
import dev.memary.memory.spaces.SpaceName;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Personas in PostgreSQL. */
@ApplicationScoped
public class PostgresPersonaStore implements PersonaStore {
  private final TenantDatabase database;

  public PostgresPersonaStore(TenantDatabase database) {
    this.database = database;
  }

  @Override
  public Optional<Persona> of(String tenantId, UUID spaceId, @Nullable Instant asOf) {
    return database.inTenant(tenantId, handle -> newest(handle, spaceId, asOf));
  }

  @Override
  public Persona write(String tenantId, SpaceName name, String text, String writtenBy) {
    return database.inTenant(
        tenantId,
        handle -> {
          UUID space = LivingSpaces.named(handle, tenantId, name);
          SpaceLock.forPersona(handle, space);
          Optional<Persona> standing = newest(handle, space, null);
          return standing
              .filter(persona -> persona.text().equals(text))
              .orElseGet(() -> insert(handle, tenantId, space, standing, text, writtenBy));
        });
  }

  private static Optional<Persona> newest(Handle handle, UUID spaceId, @Nullable Instant asOf) {
    return handle
        .createQuery(
            """
            SELECT * FROM persona
             WHERE space_id = :space AND (CAST(:asOf AS timestamptz) IS NULL OR written_at <= :asOf)
             ORDER BY version DESC LIMIT 1
            """)
        .bind("space", spaceId)
        .bind("asOf", asOf)
        .map((row, context) ->
            new Persona(
                spaceId,
                row.getInt("version"),
                row.getString("text"),
                Rows.instant(row, "written_at"),
                row.getString("written_by")))
        .findOne();
  }

  private static Persona insert(
      Handle handle,
      String tenantId,
      UUID spaceId,
      Optional<Persona> before,
      String text,
      String writtenBy) {
    handle
        .createUpdate(
            """
            INSERT INTO persona (space_id, version, tenant_id, text, written_at, written_by)
            VALUES (:space, :version, :tenant, :text, clock_timestamp(), :by)
            """)
        .bind("space", spaceId)
        .bind("version", before.map(Persona::version).orElse(0) + 1)
        .bind("tenant", tenantId)
        .bind("text", text)
        .bind("by", writtenBy)
        .execute();
    return newest(handle, spaceId, null).orElseThrow();
  }
}
