package dev.memary.kg.client;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.memary.kg.client.RouterApi.Embedding;
import dev.memary.kg.client.RouterApi.EmbeddingRequest;
import dev.memary.kg.client.RouterApi.EmbeddingResponse;
import dev.memary.kg.graph.CandidateQuery.Embedded;
import dev.memary.kg.indexing.Embedder;
import dev.memary.kg.retrieval.QueryEmbeddings;
import dev.memary.kit.identity.Caller;
import dev.memary.kit.identity.ServiceTokens;
import dev.memary.kit.identity.Services;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** llm-router-service, as the ports of this service know it. */
@ApplicationScoped
public class RouterClient implements Embedder, QueryEmbeddings {
  private static final Logger LOG = Logger.getLogger(RouterClient.class);
  private static final int BATCH = 32;

  private final RouterApi router;
  private final ServiceTokens tokens;
  private final String model;
  private final List<String> previous;

  /** Questions are personal: none is held for long. */
  private final Cache<Asked, Embedded> queries =
      Caffeine.newBuilder().maximumSize(2_000).expireAfterWrite(Duration.ofMinutes(10)).build();

  /**
   * @param model that gives all new vectors, by a name that the router knows
   * @param previous models whose vectors are still in the graph
   */
  public RouterClient(
      @RestClient RouterApi router,
      ServiceTokens tokens,
      @ConfigProperty(name = "memary.embedding.model", defaultValue = "embed") String model,
      @ConfigProperty(name = "memary.embedding.previous") Optional<List<String>> previous) {
    this.router = router;
    this.tokens = tokens;
    this.model = model;
    this.previous = previous.orElse(List.of());
  }

  @Override
  public Embeddings embed(List<String> texts) {
    return embed(texts, model, "passage");
  }

  private Embeddings embed(List<String> texts, String asked, String inputType) {
    List<float[]> vectors = new ArrayList<>(texts.size());
    String answered = "";
    for (int from = 0; from < texts.size(); from += BATCH) {
      EmbeddingResponse response =
          call(texts.subList(from, Math.min(texts.size(), from + BATCH)), asked, inputType);
      answered = response.model();
      response.data().stream()
          .sorted(Comparator.comparingInt(Embedding::index))
          .map(e -> decode(e.embedding()))
          .forEach(vectors::add);
    }
    return new Embeddings(vectors, answered);
  }

  private record Asked(String query, String model) {}

  @Override
  public EmbeddedQuery of(String query) {
    List<Embedded> byModel =
        Stream.concat(Stream.of(model), previous.stream())
            .map(name -> embedded(new Asked(query, name)))
            .filter(Objects::nonNull)
            .toList();
    return new EmbeddedQuery(byModel, byModel.size() == 1 + previous.size());
  }

  private @Nullable Embedded embedded(Asked asked) {
    Embedded known = queries.getIfPresent(asked);
    if (known != null) {
      return known;
    }
    try {
      Embeddings embeddings = embed(List.of(asked.query()), asked.model(), "query");
      Embedded fresh = new Embedded(embeddings.vectors().getFirst(), embeddings.model());
      queries.put(asked, fresh);
      return fresh;
    } catch (ProcessingException | WebApplicationException e) {
      LOG.warnf(
          "llm-router-service cannot embed a query by '%s' (%s); recall goes by words alone, or without"
              + " that model's vectors, until it can",
          asked.model(), e.getClass().getSimpleName());
      return null;
    }
  }

  /** Embedding is the platform's own work, of no tenant in particular. */
  private EmbeddingResponse call(List<String> texts, String asked, String inputType) {
    String bearer = tokens.bearer(Services.ROUTER, Caller.background("platform", Services.KG));
    return router.embed(bearer, new EmbeddingRequest(asked, texts, "base64", inputType));
  }

  private static float[] decode(String base64) {
    var floats =
        ByteBuffer.wrap(Base64.getDecoder().decode(base64))
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer();
    float[] vector = new float[floats.remaining()];
    floats.get(vector);
    return vector;
  }
}
