package dev.memary.memory.store;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.memary.kit.store.JobsDatabase;
import dev.memary.kit.store.TenantDatabase;
import dev.memary.memory.portability.ObjectKey;
import dev.memary.memory.portability.Transfer;
import dev.memary.memory.portability.TransferStore;
import dev.memary.memory.spaces.Space;
import dev.memary.memory.spaces.SpaceName;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Exports and imports in PostgreSQL. */
@ApplicationScoped
public class PostgresTransferStore implements TransferStore {
  /** Longer than anybody sends a file; then whoever received it is no more. */
  private static final Duration RECEIVING = Duration.ofDays(1);

  private final TenantDatabase tenants;
  private final JobsDatabase jobs;

  public PostgresTransferStore(TenantDatabase tenants, JobsDatabase jobs) {
    this.tenants = tenants;
    this.jobs = jobs;
  }

  private record Claimed(UUID id, String tenantId) {}

  @Override
  public Optional<Transfer> export(Space space, String format, String requestedBy) {
    UUID id = UuidCreator.getTimeOrderedEpoch();
    ObjectKey object = ObjectKey.ofExport(space.tenantId(), space.id(), id);
    return tenants.inTenant(
        space.tenantId(),
        handle -> {
          if (!LivingSpaces.share(handle, space.id())) {
            return Optional.empty();
          }
          handle
              .createUpdate(
                  """
                  INSERT INTO transfer (transfer_id, tenant_id, space_id, kind, state, format, object_key, keeps_object,
                                        total, requested_by)
                  VALUES (:id, :tenant, :space, 'export', 'running', :format, :object, true,
                          (SELECT count(*) FROM episode WHERE space_id = :space), :by)
                  """)
              .bind("id", id)
              .bind("tenant", space.tenantId())
              .bind("space", space.id())
              .bind("format", format)
              .bind("object", object.path())
              .bind("by", requestedBy)
              .execute();
          return TransferRows.find(handle, id);
        });
  }

  @Override
  public Transfer importInto(
      String tenantId, SpaceName space, @Nullable ObjectKey object, String requestedBy) {
    UUID id = UuidCreator.getTimeOrderedEpoch();
    return tenants.inTenant(
        tenantId,
        handle -> {
          UUID spaceId = LivingSpaces.named(handle, tenantId, space);
          ObjectKey file = object == null ? ObjectKey.ofImport(tenantId, spaceId, id) : object;
          handle
              .createUpdate(
                  """
                  INSERT INTO transfer (transfer_id, tenant_id, space_id, kind, state, format, object_key, keeps_object,
                                        due_at, requested_by)
                  VALUES (:id, :tenant, :space, 'import', 'receiving', '', :object, :keeps,
                          now() + make_interval(secs => :due), :by)
                  """)
              .bind("id", id)
              .bind("tenant", tenantId)
              .bind("space", spaceId)
              .bind("object", file.path())
              .bind("keeps", object != null)
              .bind("due", (double) RECEIVING.toSeconds())
              .bind("by", requestedBy)
              .execute();
          return TransferRows.find(handle, id).orElseThrow();
        });
  }

  @Override
  public Optional<Transfer> find(String tenantId, UUID transferId) {
    return tenants.inTenant(tenantId, handle -> TransferRows.find(handle, transferId));
  }

  @Override
  public Transfer run(Transfer received, String format, long parts) {
    return tenants.inTenant(
        received.space().tenantId(),
        handle -> {
          handle
              .createUpdate(
                  """
                  UPDATE transfer SET state = 'running', format = :format, total = :parts, due_at = now()
                   WHERE transfer_id = :id AND state = 'receiving'
                  """)
              .bind("format", format)
              .bind("parts", parts)
              .bind("id", received.id())
              .execute();
          return TransferRows.find(handle, received.id()).orElse(received);
        });
  }

  @Override
  public Optional<Transfer> claim(Duration lease) {
    return jobs.jdbi()
        .inTransaction(handle ->
            handle
                .createQuery(
                    """
                    UPDATE transfer SET due_at = now() + make_interval(secs => :lease), attempts = attempts + 1
                     WHERE transfer_id = (
                       SELECT transfer_id FROM transfer
                        WHERE state IN ('receiving', 'running') AND due_at <= now()
                        ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
                    RETURNING transfer_id, tenant_id
                    """)
                .bind("lease", seconds(lease))
                .map((row, context) ->
                    new Claimed(Rows.uuid(row, "transfer_id"), row.getString("tenant_id")))
                .findOne())
        .flatMap(claimed -> find(claimed.tenantId(), claimed.id()));
  }

  @Override
  public boolean goesOn(Transfer transfer, Duration lease, long written) {
    return tenants.inTenant(
            transfer.space().tenantId(),
            handle ->
                handle
                    .createUpdate(
                        """
                        UPDATE transfer SET due_at = now() + make_interval(secs => :lease), position = :written, attempts = 0
                         WHERE transfer_id = :id AND state = 'running'
                        """)
                    .bind("lease", seconds(lease))
                    .bind("written", written)
                    .bind("id", transfer.id())
                    .execute())
        == 1;
  }

  @Override
  public boolean done(Transfer transfer, long bytes) {
    return tenants.inTenant(
            transfer.space().tenantId(),
            handle ->
                handle
                    .createUpdate(
                        """
                        UPDATE transfer SET state = 'done', bytes = :bytes, finished_at = now()
                         WHERE transfer_id = :id AND state = 'running'
                        """)
                    .bind("bytes", bytes)
                    .bind("id", transfer.id())
                    .execute())
        == 1;
  }

  @Override
  public void failed(Transfer transfer, String why) {
    tenants.inTenant(
        transfer.space().tenantId(),
        handle ->
            handle
                .createUpdate(
                    """
                    UPDATE transfer SET state = 'failed', failure = :why, finished_at = now()
                     WHERE transfer_id = :id AND state IN ('receiving', 'running')
                    """)
                .bind("why", why)
                .bind("id", transfer.id())
                .execute());
  }

  @Override
  public List<Transfer> withObjectsToRemove(Duration exportsKept, int limit) {
    List<Claimed> over =
        jobs.jdbi()
            .withHandle(handle ->
                handle
                    .createQuery(
                        """
                        SELECT transfer_id, tenant_id FROM transfer
                         WHERE (kind = 'export' AND state = 'done' AND finished_at < now() - make_interval(secs => :kept))
                            OR (kind = 'import' AND state IN ('done', 'failed') AND NOT keeps_object)
                         ORDER BY finished_at LIMIT :limit
                        """)
                    .bind("kept", seconds(exportsKept))
                    .bind("limit", limit)
                    .map((row, context) ->
                        new Claimed(Rows.uuid(row, "transfer_id"), row.getString("tenant_id")))
                    .list());
    return over.stream().flatMap(o -> find(o.tenantId(), o.id()).stream()).toList();
  }

  @Override
  public void objectRemoved(Transfer over) {
    tenants.inTenant(
        over.space().tenantId(),
        handle ->
            switch (over.kind()) {
              case EXPORT -> removeExports(handle, "transfer_id", over.id());
              case IMPORT ->
                  handle
                      .createUpdate(
                          "UPDATE transfer SET keeps_object = true WHERE transfer_id = :id")
                      .bind("id", over.id())
                      .execute();
            });
  }

  @Override
  public List<ObjectKey> removedExports(String tenantId, UUID spaceId, Instant since) {
    return tenants.inTenant(
        tenantId,
        handle ->
            handle
                .createQuery(
                    """
                    SELECT object_key FROM transfer
                     WHERE space_id = :space AND kind = 'export' AND state = 'removed' AND finished_at >= :since
                    """)
                .bind("space", spaceId)
                .bind("since", since)
                .map((row, context) -> ObjectKey.parse(row.getString("object_key")).orElseThrow())
                .list());
  }

  /** Exports that are there or being written count as removed; answers how many that were. */
  static int removeExports(Handle handle, String column, UUID id) {
    return handle
        .createUpdate(
            """
            UPDATE transfer SET state = 'removed', finished_at = now()
             WHERE <column> = :id AND kind = 'export' AND state IN ('running', 'done')
            """)
        .define("column", column)
        .bind("id", id)
        .execute();
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
