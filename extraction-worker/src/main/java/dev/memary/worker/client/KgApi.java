package dev.memary.worker.client;

import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** The operations of kg-service that this worker uses. */
@Path("/internal")
@RegisterRestClient(configKey = "kg")
interface KgApi {
  record IntegrateRequest(List<Episode> episodes) {}

  record Episode(
      UUID spaceId,
      UUID episodeId,
      int generation,
      Instant occurredAt,
      Instant recordedAt,
      List<ExtractionBody.Entity> entities,
      List<ExtractionBody.Fact> facts) {}

  record IntegrateResponse(List<Integrated> episodes) {}

  record Integrated(UUID episodeId, int generation, List<Mention> mentions, int facts) {}

  record Mention(UUID entityId) {}

  @POST
  @Path("/integrate")
  IntegrateResponse integrate(@HeaderParam("Authorization") String token, IntegrateRequest request);
}
