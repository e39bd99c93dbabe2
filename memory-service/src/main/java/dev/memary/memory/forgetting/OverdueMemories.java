package dev.memary.memory.forgetting;

import java.util.List;
import java.util.UUID;

/** Port: memories of all tenants that have had their time. */
public interface OverdueMemories {
  /**
   * Those that expired, and those that are older than their space keeps memories and are not
   * pinned.
   */
  List<Overdue> next(int limit);

  /** One of them. */
  record Overdue(String tenantId, UUID episodeId) {}
}
