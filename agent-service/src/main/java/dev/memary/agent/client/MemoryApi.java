package dev.memary.agent.client;

import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.ProcessingException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.faulttolerance.Bulkhead;
import org.eclipse.microprofile.faulttolerance.Retry;
import org.eclipse.microprofile.faulttolerance.Timeout;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.jspecify.annotations.Nullable;

/** The operations of memory-service that agent-service uses. */
@Path("/v1")
@RegisterRestClient(configKey = "memory")
interface MemoryApi {
  record NewMemories(
      @Nullable String userId,
      @Nullable String agentId,
      @Nullable String teamId,
      String sessionId,
      List<Message> messages,
      @Nullable Boolean infer) {}

  record Message(
      String role,
      @Nullable String name,
      String content,
      @Nullable Map<String, Object> metadata,
      @Nullable List<UUID> recalledIds) {}

  record Accepted(List<UUID> memoryIds) {}

  record ContextRequest(
      String query,
      List<String> spaces,
      @Nullable String sessionId,
      int tokenBudget,
      List<UUID> excludeIds) {}

  record ContextResponse(String text, List<Part> parts, List<String> degradedReasons) {}

  record Part(@Nullable List<Result> evidence) {}

  record Result(
      UUID id,
      String kind,
      String text,
      double score,
      Instant occurredAt,
      @Nullable List<Source> sources,
      @Nullable Map<String, Object> metadata) {}

  record Source(@Nullable String name) {}

  /** Trying again is safe because of the key, and mends what a closed connection broke. */
  @POST
  @Path("/memories")
  @Retry(maxRetries = 1, delay = 50, retryOn = ProcessingException.class)
  @Bulkhead(200)
  Accepted record(
      @HeaderParam("Authorization") String token,
      @HeaderParam("Idempotency-Key") String key,
      NewMemories memories);

  /** An answer without recall is better than one that waits for it. */
  @POST
  @Path("/context")
  @Timeout(8_000)
  @Bulkhead(200)
  ContextResponse context(@HeaderParam("Authorization") String token, ContextRequest request);
}
