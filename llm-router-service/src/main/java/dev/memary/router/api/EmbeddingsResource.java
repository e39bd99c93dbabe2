package dev.memary.router.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.memary.kit.identity.CallableBy;
import dev.memary.kit.identity.CurrentCaller;
import dev.memary.kit.identity.Services;
import dev.memary.router.embeddings.EmbeddingCall;
import dev.memary.router.embeddings.Embeddings;
import dev.memary.router.routing.Embedded;
import dev.memary.router.routing.EmbeddingCatalog;
import dev.memary.router.routing.EmbeddingRouter;
import dev.memary.router.routing.EmbeddingTarget;
import dev.memary.router.routing.NoAnswerException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's embeddings, by the one model that a name stands for.
 *
 * <p>The headers are those of {@link ChatResource}.
 */
@Path("/v1/embeddings")
@CallableBy({Services.GATEWAY, Services.KG, Services.MEMORY, Services.AGENT})
public class EmbeddingsResource {
  /** Nobody sees it but logs. */
  private static final int CLIENT_LEFT = 499;

  private final EmbeddingRouter router;
  private final EmbeddingCatalog catalog;
  private final EmbeddingMeters meters;
  private final CurrentCaller caller;
  private final Patience patience;
  private final LocalOnly localOnly;

  public EmbeddingsResource(
      EmbeddingRouter router,
      EmbeddingCatalog catalog,
      EmbeddingMeters meters,
      CurrentCaller caller,
      Patience patience,
      LocalOnly localOnly) {
    this.router = router;
    this.catalog = catalog;
    this.meters = meters;
    this.caller = caller;
    this.patience = patience;
    this.localOnly = localOnly;
  }

  /**
   * {@code input} is a text or a list of texts; {@code encoding_format} is float or base64; {@code
   * dimensions} shortens the vectors where the model can; {@code input_type}, beyond OpenAI's API,
   * is passage (the default) for what is searched and query for what searches.
   */
  public record EmbeddingRequest(
      @Nullable String model,
      @Nullable JsonNode input,
      @Nullable String encodingFormat,
      @Nullable Integer dimensions,
      @Nullable String inputType) {}

  /** The vectors, in the order of the texts. */
  public record EmbeddingResponse(String object, List<Item> data, String model, Usage usage) {}

  /** One vector: an array of numbers, or base64 of little-endian 32-bit floats. */
  public record Item(String object, int index, Object embedding) {}

  /** What was read. */
  public record Usage(long promptTokens, long totalTokens) {}

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @RunOnVirtualThread
  public Response embed(
      @Nullable EmbeddingRequest request,
      @HeaderParam(LocalOnly.HEADER) @Nullable String local,
      @HeaderParam(Patience.HEADER) @Nullable String timeoutMillis,
      @Context RoutingContext connection) {
    EmbeddingFields fields = EmbeddingFields.checked(request);
    EmbeddingTarget target =
        catalog
            .target(fields.model())
            .orElseThrow(() -> new WebApplicationException(LlmError.unknownModel()));
    String tenant = caller.get().tenantId();
    EmbeddingCall call =
        fields.call(tenant, localOnly.holds(tenant, local), patience.deadline(timeoutMillis));
    try {
      Embedded embedded = await(call, target, connection);
      meters.answered(target, embedded.embeddings().tokens());
      return respond(target, embedded, fields.packed());
    } catch (NoAnswerException e) {
      meters.failed(target, e);
      return told(call, e);
    } catch (CancellationException e) {
      meters.abandoned(target);
      return Response.status(CLIENT_LEFT).build();
    }
  }

  /** Whoever leaves takes the work along. */
  private Embedded await(EmbeddingCall call, EmbeddingTarget target, RoutingContext connection) {
    CompletableFuture<Embedded> embedded = router.embed(call, target).subscribeAsCompletionStage();
    connection.addEndHandler(_ -> embedded.cancel(true));
    try {
      return embedded.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof NoAnswerException none ? none : e;
    }
  }

  private Response told(EmbeddingCall call, NoAnswerException e) {
    return e.modelMissing() && !catalog.names().contains(call.model())
        ? LlmError.unknownModel()
        : LlmError.notEmbedded(e);
  }

  private static Response respond(EmbeddingTarget target, Embedded embedded, boolean packed) {
    Embeddings embeddings = embedded.embeddings();
    List<Item> items = new ArrayList<>();
    for (float[] vector : embeddings.vectors()) {
      items.add(new Item("embedding", items.size(), packed ? base64(vector) : vector));
    }
    Usage usage = new Usage(embeddings.tokens(), embeddings.tokens());
    Response.ResponseBuilder response =
        Response.ok(new EmbeddingResponse("list", items, target.model(), usage))
            .type(MediaType.APPLICATION_JSON_TYPE)
            .header("X-Memary-Target", target.name());
    if (!embedded.before().isEmpty()) {
      response.header("X-Memary-Fallbacks", ChatResource.fallbacks(embedded.before()));
    }
    return response.build();
  }

  private static String base64(float[] vector) {
    ByteBuffer bytes =
        ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(vector);
    return Base64.getEncoder().encodeToString(bytes.array());
  }
}
