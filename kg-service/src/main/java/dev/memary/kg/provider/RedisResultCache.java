package dev.memary.kg.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.memary.kg.graph.CandidateQuery.Scope;
import dev.memary.kg.graph.SpaceKey;
import dev.memary.kg.retrieval.CacheUnavailableException;
import dev.memary.kg.retrieval.RecallRecipe;
import dev.memary.kg.retrieval.Recipes;
import dev.memary.kg.retrieval.ResultCache;
import dev.memary.kg.retrieval.RetrieveQuery;
import dev.memary.kg.retrieval.Retrieved;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.mutiny.redis.client.Response;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Results in Redis, so that all replicas share them. A key is the digest of the question and of the
 * versions of its spaces; with each space stands the list of its results, so that they can be
 * removed when something of it is forgotten, and a barrier against those that are still on their
 * way.
 */
@ApplicationScoped
public class RedisResultCache implements ResultCache {
  private static final Logger LOG = Logger.getLogger(RedisResultCache.class);
  private static final String PREFIX = "memary:result:";

  /** Longer than any search takes. */
  private static final Duration BARRIER = Duration.ofMinutes(10);

  private static final int LARGEST = 200_000;
  private static final int WRITES_AT_ONCE = 16;

  private final RedisCommands redis;
  private final ObjectMapper json;
  private final MeterRegistry metrics;
  private final Duration keep;
  private final String setup;
  private final String keepResult = read("keep-result.lua");
  private final String forgetResults = read("forget-results.lua");
  private final Semaphore writes = new Semaphore(WRITES_AT_ONCE);

  /**
   * @param keep how long a result is kept; nothing is kept when it is zero
   * @param version of this service: another may rank otherwise
   */
  public RedisResultCache(
      RedisCommands redis,
      ObjectMapper json,
      MeterRegistry metrics,
      Recipes recipes,
      @ConfigProperty(name = "memary.recall.result-cache", defaultValue = "PT10M") Duration keep,
      @ConfigProperty(name = "quarkus.application.version", defaultValue = "") String version) {
    this.redis = redis;
    this.json = json;
    this.metrics = metrics;
    this.keep = keep;
    this.setup =
        version
            + recipes.names().stream()
                .map(name -> described(recipes.find(name).orElseThrow()))
                .toList();
  }

  @Override
  public Optional<Retrieved> find(Key key) {
    if (keep.isZero()) {
      return Optional.empty();
    }
    try {
      Response kept = redis.execute("GET", name(key));
      count(kept == null ? "miss" : "hit");
      return kept == null
          ? Optional.empty()
          : Optional.of(json.readValue(kept.toString(), Retrieved.class));
    } catch (RuntimeException | JsonProcessingException e) {
      count("unavailable");
      LOG.debugf("A result cannot be looked up: %s", e.getClass().getSimpleName());
      return Optional.empty();
    }
  }

  @Override
  public void keep(Key key, Retrieved retrieved) {
    if (!keep.isZero() && writes.tryAcquire()) {
      Thread.ofVirtual()
          .start(() -> {
            try {
              write(key, retrieved);
            } catch (RuntimeException | JsonProcessingException e) {
              LOG.debugf("A result is not kept: %s", e.getClass().getSimpleName());
            } finally {
              writes.release();
            }
          });
    }
  }

  void write(Key key, Retrieved retrieved) throws JsonProcessingException {
    String value = json.writeValueAsString(retrieved);
    if (value.length() > LARGEST) {
      return;
    }
    List<UUID> spaces = List.copyOf(key.versions().keySet());
    List<String> keys = new ArrayList<>(List.of(name(key)));
    spaces.forEach(space -> keys.add(ofSpace(space)));
    spaces.forEach(space -> keys.add(barrier(space)));
    List<String> values = new ArrayList<>(List.of(value, "" + keep.toMillis()));
    spaces.forEach(space -> values.add("" + key.versions().get(space)));
    eval(keepResult, keys, values);
  }

  @Override
  public void forget(SpaceKey space, long version) {
    if (keep.isZero()) {
      return;
    }
    try {
      eval(
          forgetResults,
          List.of(ofSpace(space.spaceId()), barrier(space.spaceId())),
          List.of("" + version, "" + BARRIER.toMillis()));
    } catch (RuntimeException e) {
      throw new CacheUnavailableException(e);
    }
  }

  private void eval(String script, List<String> keys, List<String> values) {
    redis.execute(
        "EVAL",
        Stream.of(List.of(script, "" + keys.size()), keys, values)
            .flatMap(List::stream)
            .toArray(String[]::new));
  }

  private String name(Key key) throws JsonProcessingException {
    byte[] asked =
        json.writeValueAsBytes(
            List.of(setup, described(key.query()), new TreeMap<>(key.versions())));
    return PREFIX + HexFormat.of().formatHex(sha256().digest(asked));
  }

  /** Everything that a result depends on; sets in an order that every process agrees on. */
  private static List<Object> described(RetrieveQuery query) {
    Scope scope = query.scope();
    return Arrays.asList(
        query.tenantId(),
        query.query(),
        query.topK(),
        new TreeSet<>(query.kinds()),
        query.now().truncatedTo(ChronoUnit.DAYS),
        query.recipe() == null ? null : described(query.recipe()),
        scope.asOf(),
        scope.validAt(),
        new TreeSet<>(scope.sessions()),
        new TreeSet<>(scope.roles()),
        scope.from(),
        scope.to(),
        new TreeSet<>(scope.excluded()),
        scope.entity(),
        new TreeSet<>(scope.predicates()),
        scope.only() == null ? null : new TreeSet<>(scope.only()));
  }

  private static String described(RecallRecipe recipe) {
    return recipe.name() + recipe.k1() + recipe.b() + new TreeMap<>(recipe.weights());
  }

  private static String ofSpace(UUID space) {
    return PREFIX + "of:" + space;
  }

  private static String barrier(UUID space) {
    return PREFIX + "barrier:" + space;
  }

  private void count(String outcome) {
    metrics.counter("memary_result_cache_total", "outcome", outcome).increment();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  private static String read(String resource) {
    try (InputStream in = RedisResultCache.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
