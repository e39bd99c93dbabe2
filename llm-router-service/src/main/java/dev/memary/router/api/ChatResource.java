package dev.memary.router.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.memary.kit.identity.CallableBy;
import dev.memary.kit.identity.Caller;
import dev.memary.kit.identity.CurrentCaller;
import dev.memary.kit.identity.Services;
import dev.memary.router.chat.ChatCall;
import dev.memary.router.chat.ChatChunk;
import dev.memary.router.chat.ChatReply;
import dev.memary.router.ledger.PriceList;
import dev.memary.router.routing.Attempt;
import dev.memary.router.routing.Catalog;
import dev.memary.router.routing.ChatRouter;
import dev.memary.router.routing.NoAnswerException;
import dev.memary.router.routing.Routed;
import dev.memary.router.routing.SizeClass;
import dev.memary.router.routing.Target;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.RestMulti;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's chat completions, answered by whoever can.
 *
 * <p>Beyond OpenAI's API: the model {@code auto} stands for the one of the fitting size, which the
 * header {@code X-Memary-Size: small} or {@code large} can say; the header {@code
 * X-Memary-Local-Only: true} keeps a request from every cloud provider (as configuration can keep a
 * tenant's), {@code X-Memary-Timeout-Ms} says when the client gives up. The answer's header {@code
 * X-Memary-Target} names who answers, {@code X-Memary-Fallbacks} who did not, and why, and that of
 * a whole one in {@code X-Memary-Cost-Usd} what its tokens cost.
 */
@Path("/v1/chat/completions")
@CallableBy({Services.AGENT, Services.WORKER, Services.MEMORY})
public class ChatResource {
  private static final String SIZE = "X-Memary-Size";
  private static final String DEFAULT_MODEL = "chat";
  private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8);

  /** English text takes about four characters a token; the guard rather thinks it longer. */
  private static final int CHARACTERS_PER_TOKEN = 3;

  private final ChatRouter router;
  private final Catalog catalog;
  private final ObjectMapper json;
  private final CurrentCaller caller;
  private final Patience patience;
  private final LocalOnly localOnly;
  private final PriceList prices;
  private final int largeFromTokens;

  public ChatResource(
      ChatRouter router,
      Catalog catalog,
      ObjectMapper json,
      CurrentCaller caller,
      Patience patience,
      LocalOnly localOnly,
      PriceList prices,
      @ConfigProperty(name = "memary.routing.large-from-tokens", defaultValue = "4000")
          int largeFromTokens) {
    this.router = router;
    this.catalog = catalog;
    this.json = json;
    this.caller = caller;
    this.patience = patience;
    this.localOnly = localOnly;
    this.prices = prices;
    this.largeFromTokens = largeFromTokens;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public RestMulti<byte[]> complete(
      @Nullable ObjectNode request,
      @HeaderParam(LocalOnly.HEADER) @Nullable String local,
      @HeaderParam(SIZE) @Nullable String size,
      @HeaderParam(Patience.HEADER) @Nullable String timeoutMillis) {
    ChatCall call =
        call(ChatFields.checked(request), local, sizeOf(size), patience.deadline(timeoutMillis));
    List<Target> targets = catalog.targets(call.model());
    if (targets.isEmpty()) {
      throw new WebApplicationException(
          catalog.names().isEmpty() || call.model().equals(DEFAULT_MODEL)
              ? LlmError.noTarget()
              : LlmError.unknownModel());
    }
    Uni<Routed> routed =
        router
            .route(call, targets)
            .onFailure(NoAnswerException.class)
            .transform(e -> new WebApplicationException(told(call, (NoAnswerException) e)));
    return RestMulti.fromUniResponse(routed, this::body, r -> headers(call, r));
  }

  private Response told(ChatCall call, NoAnswerException e) {
    return e.modelMissing() && !catalog.names().contains(call.model())
        ? LlmError.unknownModel()
        : LlmError.noAnswer(e);
  }

  private ChatCall call(
      ObjectNode request, @Nullable String local, @Nullable SizeClass size, long deadline) {
    int promptTokens = promptTokens(request);
    Caller asker = caller.get();
    return new ChatCall(
        request,
        model(request, size, promptTokens),
        request.path("stream").asBoolean(false),
        promptTokens,
        asker.tenantId(),
        asker.subject(),
        localOnly.holds(asker.tenantId(), local),
        deadline);
  }

  private String model(ObjectNode request, @Nullable SizeClass size, int promptTokens) {
    String model = request.path("model").asText("");
    if (model.equals(SizeClass.AUTO)) {
      SizeClass fitting =
          size == null ? SizeClass.impliedBy(request, promptTokens, largeFromTokens) : size;
      return fitting.alias();
    }
    if (model.isEmpty()) {
      return size == null ? DEFAULT_MODEL : size.alias();
    }
    return model;
  }

  private static @Nullable SizeClass sizeOf(@Nullable String header) {
    return header == null
        ? null
        : SizeClass.named(header)
            .orElseThrow(() ->
                new WebApplicationException(
                    LlmError.invalid(SIZE, SIZE + " must be small or large")));
  }

  /** Images are not counted: what they take depends on the model. */
  private static int promptTokens(ObjectNode request) {
    long characters = request.path("tools").toString().length();
    for (JsonNode message : request.path("messages")) {
      JsonNode content = message.path("content");
      if (content.isArray()) {
        for (JsonNode part : content) {
          characters += part.path("text").asText("").length();
        }
      } else {
        characters += content.asText("").length();
      }
      characters += message.path("tool_calls").toString().length();
    }
    return (int) Math.min(Integer.MAX_VALUE, characters / CHARACTERS_PER_TOKEN);
  }

  private Multi<byte[]> body(Routed routed) {
    return switch (routed.reply()) {
      case ChatReply.Whole whole -> Multi.createFrom().item(bytes(whole.completion()));
      case ChatReply.Streamed streamed ->
          Multi.createBy()
              .concatenating()
              .streams(
                  streamed.chunks().map(ChatChunk::json).map(this::event),
                  Multi.createFrom().item(DONE))
              // What was sent cannot be taken back: an error event, and no [DONE].
              .onFailure()
              .recoverWithItem(e -> event(LlmError.inStream(json, e)));
      case ChatReply.Gathered gathered ->
          throw new IllegalStateException("The router gives a gathered answer as a whole");
    };
  }

  private Map<String, List<String>> headers(ChatCall call, Routed routed) {
    Map<String, List<String>> headers = new HashMap<>();
    headers.put(
        "Content-Type",
        List.of(call.streamed() ? "text/event-stream;charset=UTF-8" : "application/json"));
    headers.put("X-Memary-Target", List.of(routed.target().name()));
    if (routed.reply() instanceof ChatReply.Whole whole) {
      headers.put("X-Memary-Cost-Usd", List.of(tokensCost(routed.target(), whole)));
    }
    if (!routed.before().isEmpty()) {
      headers.put("X-Memary-Fallbacks", List.of(fallbacks(routed.before())));
    }
    return headers;
  }

  /** Without the time of a local GPU, which only the ledger knows. */
  private String tokensCost(Target target, ChatReply.Whole whole) {
    return prices.of(target.name()).of(whole.usage(), Duration.ZERO).toPlainString();
  }

  static String fallbacks(List<Attempt> attempts) {
    return attempts.stream()
        .map(attempt -> attempt.target() + "=" + attempt.reason())
        .collect(Collectors.joining(", "));
  }

  private byte[] event(ObjectNode data) {
    byte[] bytes = bytes(data);
    byte[] event = new byte[bytes.length + 8];
    System.arraycopy("data: ".getBytes(StandardCharsets.US_ASCII), 0, event, 0, 6);
    System.arraycopy(bytes, 0, event, 6, bytes.length);
    event[bytes.length + 6] = '\n';
    event[bytes.length + 7] = '\n';
    return event;
  }

  private byte[] bytes(ObjectNode node) {
    try {
      return json.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A document that was read cannot be written", e);
    }
  }
}
