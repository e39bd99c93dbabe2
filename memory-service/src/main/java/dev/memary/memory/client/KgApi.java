package dev.memary.memory.client;

import dev.memary.memory.recall.Conflicts;
import dev.memary.memory.recall.DatedFact;
import dev.memary.memory.recall.GraphRecall;
import dev.memary.memory.recall.Subgraph;
import io.quarkus.rest.client.reactive.ClientExceptionMapper;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.faulttolerance.CircuitBreaker;
import org.eclipse.microprofile.faulttolerance.Timeout;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.jspecify.annotations.Nullable;

/** The operations of kg-service that memory-service uses. */
@Path("/internal")
@RegisterRestClient(configKey = "kg")
interface KgApi {
  record RetrieveRequest(
      List<UUID> spaceIds,
      String query,
      int topK,
      List<String> kinds,
      @Nullable Instant asOf,
      @Nullable Instant validAt,
      List<UUID> sessionIds,
      List<String> roles,
      @Nullable Instant from,
      @Nullable Instant to,
      List<UUID> excluded,
      @Nullable String entity,
      List<String> predicates,
      @Nullable List<UUID> only,
      @Nullable String recipe,
      boolean explain) {}

  record RetrieveResponse(List<Hit> hits, List<String> degraded, @Nullable Subgraph graph) {}

  record Hit(
      UUID id,
      String kind,
      UUID spaceId,
      String text,
      double score,
      Instant occurredAt,
      @Nullable Instant validFrom,
      @Nullable Instant validTo,
      List<String> entities,
      List<UUID> episodeIds,
      @Nullable Map<String, Double> explain) {}

  record MentionsRequest(List<EpisodesOfSpace> spaces) {}

  record EpisodesOfSpace(UUID spaceId, List<UUID> episodeIds) {}

  record MentionsResponse(List<EpisodeEntities> episodes) {}

  record EpisodeEntities(
      UUID episodeId, int generation, long version, List<EntityMention> mentions) {}

  record EntityMention(UUID entityId, String name, String type, int count) {}

  record ResidueRequest(UUID spaceId, @Nullable UUID episodeId) {}

  record ResidueResponse(Map<String, Long> counts) {}

  /** The one mistake of a request that only kg-service can see. */
  @ClientExceptionMapper
  static @Nullable RuntimeException refused(Response response) {
    return response.getStatus() == 400 ? new GraphRecall.UnknownRecipeException() : null;
  }

  /**
   * A slow or absent graph must not hold up recall: it falls back to words at once while the
   * breaker is open.
   */
  @POST
  @Path("/retrieve")
  @Timeout(3000)
  @CircuitBreaker(
      requestVolumeThreshold = 8,
      failureRatio = 0.5,
      delay = 2000,
      skipOn = GraphRecall.UnknownRecipeException.class)
  RetrieveResponse retrieve(@HeaderParam("Authorization") String token, RetrieveRequest request);

  record ConflictsRequest(UUID spaceId, @Nullable String after, int limit) {}

  record ConflictsResponse(List<Conflicts.Conflict> conflicts) {}

  @POST
  @Path("/conflicts")
  @Timeout(5000)
  ConflictsResponse conflicts(@HeaderParam("Authorization") String token, ConflictsRequest request);

  record ChangesRequest(UUID spaceId, Instant from, Instant to, int limit) {}

  record ChangesResponse(List<DatedFact> facts) {}

  @POST
  @Path("/changes")
  @Timeout(5000)
  ChangesResponse changes(@HeaderParam("Authorization") String token, ChangesRequest request);

  record GraphRequest(
      UUID spaceId, String entity, int depth, @Nullable Instant asOf, @Nullable Instant validAt) {}

  @POST
  @Path("/graph")
  @Timeout(5000)
  Subgraph graph(@HeaderParam("Authorization") String token, GraphRequest request);

  record CorrectionsRequest(UUID spaceId, List<Correction> corrections) {}

  record Correction(String name, String into, List<UUID> episodeIds) {}

  @POST
  @Path("/corrections")
  @Timeout(20_000)
  void correct(@HeaderParam("Authorization") String token, CorrectionsRequest request);

  record OutdatedRequest(UUID spaceId, UUID after, int limit) {}

  record OutdatedResponse(List<UUID> episodeIds) {}

  @POST
  @Path("/outdated")
  @Timeout(20_000)
  OutdatedResponse outdated(@HeaderParam("Authorization") String token, OutdatedRequest request);

  record ClearRequest(UUID spaceId) {}

  @POST
  @Path("/clear")
  @Timeout(300_000)
  void clear(@HeaderParam("Authorization") String token, ClearRequest request);

  @POST
  @Path("/mentions")
  @Timeout(20_000)
  MentionsResponse mentions(@HeaderParam("Authorization") String token, MentionsRequest request);

  @POST
  @Path("/residue")
  @Timeout(20_000)
  ResidueResponse residue(@HeaderParam("Authorization") String token, ResidueRequest request);
}
