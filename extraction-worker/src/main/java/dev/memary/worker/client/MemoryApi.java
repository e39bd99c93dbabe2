package dev.memary.worker.client;

import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.jspecify.annotations.Nullable;

/** The operations of memory-service that this worker uses. */
@Path("/internal")
@RegisterRestClient(configKey = "memory")
interface MemoryApi {
  record FetchRequest(List<UUID> ids, boolean withExtractions) {}

  record FetchResponse(List<Episode> episodes) {}

  record Episode(
      UUID episodeId,
      UUID spaceId,
      UUID sessionId,
      String role,
      String speaker,
      List<String> participants,
      String text,
      Instant occurredAt,
      Instant recordedAt,
      List<UUID> recalledIds,
      int generation,
      @Nullable Extracted extraction) {}

  record Extracted(
      String extractor, ExtractionBody body, boolean provisional, @Nullable String rejected) {}

  record KeepRequest(List<Kept> extractions, boolean replace) {}

  record Kept(
      UUID spaceId,
      UUID episodeId,
      int generation,
      String extractor,
      ExtractionBody body,
      boolean provisional,
      @Nullable String rejected,
      @Nullable String model,
      int promptTokens,
      int completionTokens,
      BigDecimal costUsd) {}

  record KeepResponse(List<UUID> gone, List<Standing> standing) {}

  record Standing(
      UUID episodeId,
      String extractor,
      ExtractionBody body,
      boolean provisional,
      @Nullable String rejected) {}

  record UsageRequest(List<UUID> spaceIds) {}

  record UsageResponse(List<SpaceTokens> spaces) {}

  record SpaceTokens(UUID spaceId, long tokensToday) {}

  @POST
  @Path("/episodes/fetch")
  FetchResponse fetch(@HeaderParam("Authorization") String token, FetchRequest request);

  @POST
  @Path("/extractions")
  KeepResponse keep(@HeaderParam("Authorization") String token, KeepRequest request);

  @POST
  @Path("/extractions/usage")
  UsageResponse usage(@HeaderParam("Authorization") String token, UsageRequest request);
}
