package dev.memary.kg.client;

import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** The operations of memory-service that kg-service uses. */
@Path("/internal")
@RegisterRestClient(configKey = "memory")
interface MemoryApi {
  record FetchRequest(List<UUID> ids) {}

  record FetchResponse(List<Episode> episodes) {}

  record Episode(
      UUID episodeId,
      UUID spaceId,
      UUID sessionId,
      long sequence,
      String role,
      String speaker,
      String text,
      Instant occurredAt,
      Instant recordedAt,
      int generation) {}

  record Acknowledgement(String store, Map<String, Long> removed, Map<String, Long> left) {}

  @POST
  @Path("/episodes/fetch")
  FetchResponse fetch(@HeaderParam("Authorization") String token, FetchRequest request);

  @POST
  @Path("/receipts/{id}/acknowledgements")
  void acknowledge(
      @HeaderParam("Authorization") String token, @PathParam("id") UUID id, Acknowledgement part);
}
