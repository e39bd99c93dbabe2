package dev.memary.memory.client;

import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;
import org.eclipse.microprofile.faulttolerance.Bulkhead;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.jspecify.annotations.Nullable;

/** The operations of llm-router-service that memory-service uses. */
@Path("/v1")
@RegisterRestClient(configKey = "router")
interface RouterApi {
  record ChatRequest(
      String model, List<Message> messages, double temperature, int maxTokens, boolean stream) {}

  record Message(String role, @Nullable String content) {}

  record ChatResponse(@Nullable String model, List<Choice> choices) {}

  record Choice(Message message) {}

  @POST
  @Path("/chat/completions")
  @Bulkhead(2)
  ChatResponse chat(@HeaderParam("Authorization") String token, ChatRequest request);
}
