package dev.memary.router.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.memary.kit.identity.CallableBy;
import dev.memary.kit.identity.Services;
import dev.memary.router.chat.ChatTarget;
import dev.memary.router.chat.ChatTarget.Answer;
import dev.memary.router.chat.ChatTargetConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestMulti;

/** OpenAI's chat completions, relayed to the target as they come. */
@Path("/v1/chat/completions")
@CallableBy({Services.AGENT, Services.WORKER, Services.MEMORY})
public class ChatResource {
  private static final Logger LOG = Logger.getLogger(ChatResource.class);
  private static final String ALIAS = "chat";

  private final ChatTarget target;
  private final ChatTargetConfig config;
  private final ObjectMapper json;
  private final MeterRegistry metrics;

  public ChatResource(
      ChatTarget target, ChatTargetConfig config, ObjectMapper json, MeterRegistry metrics) {
    this.target = target;
    this.config = config;
    this.json = json;
    this.metrics = metrics;
  }

  @POST
  public RestMulti<byte[]> complete(ObjectNode request) {
    if (config.url().isEmpty()) {
      count("no_target");
      throw new WebApplicationException(LlmError.noTarget());
    }
    if (request == null || !request.path("messages").isArray()) {
      throw new WebApplicationException(
          LlmError.invalid("messages", "messages must be a list of messages"));
    }
    Uni<Answer> answer =
        target
            .chat(bodyFor(request))
            .onItem()
            .invoke(a -> count(a.status() < 400 ? "answered" : "refused"))
            .onFailure()
            .transform(this::unreachable);
    return RestMulti.fromUniResponse(
        answer,
        ChatResource::bytes,
        a -> Map.of("Content-Type", List.of(a.contentType())),
        Answer::status);
  }

  private static Multi<byte[]> bytes(Answer answer) {
    return answer.body();
  }

  private byte[] bodyFor(ObjectNode request) {
    if (!request.hasNonNull("model") || request.path("model").asText().equals(ALIAS)) {
      request.put("model", config.model());
    }
    try {
      return json.writeValueAsBytes(request);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A request that was read cannot be written", e);
    }
  }

  private WebApplicationException unreachable(Throwable failure) {
    LOG.warnf(
        "The chat target cannot be reached (%s); check MEMARY_LLM_URL",
        failure.getClass().getSimpleName());
    count("unreachable");
    Response response =
        LlmError.respond(
            503,
            "service_unavailable",
            "target_unreachable",
            null,
            "The language model cannot be reached.");
    return new WebApplicationException(response);
  }

  private void count(String outcome) {
    metrics.counter("memary_llm_requests_total", "alias", ALIAS, "outcome", outcome).increment();
  }
}
