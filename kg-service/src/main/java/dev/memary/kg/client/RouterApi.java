package dev.memary.kg.client;

import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** The operations of llm-router-service that kg-service uses: OpenAI's embeddings. */
@Path("/v1")
@RegisterRestClient(configKey = "router")
interface RouterApi {
  /** {@code input_type} is passage for what is searched and query for what searches. */
  record EmbeddingRequest(
      String model, List<String> input, String encodingFormat, String inputType) {}

  record EmbeddingResponse(List<Embedding> data, String model) {}

  /** {@code embedding} is base64 of little-endian 32-bit floats. */
  record Embedding(int index, String embedding) {}

  @POST
  @Path("/embeddings")
  EmbeddingResponse embed(@HeaderParam("Authorization") String token, EmbeddingRequest request);
}
