package dev.memary.kg.forgetting;

import java.util.Map;
import java.util.UUID;

/** Port: where the graph's part of an erasure is acknowledged. */
public interface Receipts {
  /**
   * The graph's part is done.
   *
   * @param removed counts by kind
   * @param left what a search after the removal still found, by kind: nothing, if all is well
   */
  void acknowledge(
      String tenantId, UUID receiptId, Map<String, Long> removed, Map<String, Long> left);
}
