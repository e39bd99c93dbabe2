package dev.memary.gateway.limits;

import java.util.concurrent.CompletionStage;

/** Port: how often a key may call, over all replicas. */
public interface RequestLimit {
  /** Takes one request from the key's quota, or nothing. Never fails and never takes long. */
  CompletionStage<Verdict> take(String tenantId, String keyId);
}
