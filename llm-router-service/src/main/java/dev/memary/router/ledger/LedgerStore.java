package dev.memary.router.ledger;

import dev.memary.kit.store.StoreUnavailableException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** Port: where entries are kept. Nothing changes one; only their age ends them. */
public interface LedgerStore {
  /**
   * Keeps the entries, of any tenants; one that is kept already stays as it is.
   *
   * @throws StoreUnavailableException when nothing can be kept now
   */
  void append(Collection<LedgerEntry> entries);

  /** The tenant's entries from a time (inclusive) to another (exclusive), summed. */
  List<UsageSum> sum(String tenantId, Instant from, Instant to, Grouping by);

  /** Removes what happened before; returns how many. */
  long removeBefore(Instant time);

  /** What sums are formed by. */
  enum Grouping {
    /** {@code provider/model}. */
    TARGET,
    /** The name that requests asked for. */
    ALIAS,
    /** The credential. */
    KEY,
    /** The day, in UTC. */
    DAY
  }
}
