package dev.memary.kg.forgetting;

import java.util.Map;
import java.util.UUID;

/** Port: where the graph's part of an erasure is acknowledged. */
public interface Receipts {
  void acknowledge(String tenantId, UUID receiptId, Map<String, Long> removed);
}
