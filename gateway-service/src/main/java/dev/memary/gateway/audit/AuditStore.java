package dev.memary.gateway.audit;

import dev.memary.kit.store.StoreUnavailableException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Port: where entries are kept. Nothing changes one; only their age ends them. */
public interface AuditStore {
  /**
   * Keeps the entries, of any tenants; one that is kept already stays as it is.
   *
   * @throws StoreUnavailableException when nothing can be kept now
   */
  void append(Collection<AuditEntry> entries);

  /** The tenant's entries that match, newest first. */
  List<AuditEntry> find(Query query);

  /** Removes what happened before; returns how many. */
  long removeBefore(Instant time);

  /**
   * Which entries.
   *
   * @param from at or after, or null
   * @param to before, or null
   * @param keyId of one credential, or null
   * @param after where the page before ended, or null
   */
  record Query(
      String tenantId,
      @Nullable Instant from,
      @Nullable Instant to,
      @Nullable String keyId,
      @Nullable Position after,
      int limit) {}

  /** An entry's time and id. */
  record Position(Instant at, UUID id) {}
}
