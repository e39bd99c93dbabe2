package dev.memary.kg.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.memary.kg.KgServiceTest;
import dev.memary.kg.graph.Candidate;
import dev.memary.kg.graph.Candidate.Kind;
import dev.memary.kg.graph.CandidateQuery.Scope;
import dev.memary.kg.graph.Neighbourhood;
import dev.memary.kg.graph.SpaceKey;
import dev.memary.kg.retrieval.CacheUnavailableException;
import dev.memary.kg.retrieval.RecallRecipe;
import dev.memary.kg.retrieval.Recipes;
import dev.memary.kg.retrieval.ResultCache.Key;
import dev.memary.kg.retrieval.RetrieveQuery;
import dev.memary.kg.retrieval.Retrieved;
import dev.memary.kg.retrieval.ScoredCandidate;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The real Redis. */
@QuarkusTest
class RedisResultCacheTest implements KgServiceTest {
  private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");

  private final String tenant = "cache-" + UUID.randomUUID();
  private final UUID space = UUID.randomUUID();
  private final UUID other = UUID.randomUUID();
  private final Retrieved retrieved = retrieved();

  @Inject RedisCommands redis;
  @Inject RedisDataSource data;
  @Inject ObjectMapper json;
  @Inject Recipes recipes;

  @Test
  void kept_isFoundByTheSameQuestion_untilTheSpaceIsWrittenTo() throws Exception {
    RedisResultCache cache = cache();
    cache.write(key("where", NOON, Map.of(space, 7L)), retrieved);

    assertThat(cache.find(key("where", NOON, Map.of(space, 7L)))).contains(retrieved);
    assertThat(cache.find(key("where", NOON.plusSeconds(3_600), Map.of(space, 7L)))).isPresent();
    assertThat(cache.find(key("where", NOON.plusSeconds(86_400), Map.of(space, 7L)))).isEmpty();
    assertThat(cache.find(key("where", NOON, Map.of(space, 8L)))).isEmpty();
    assertThat(cache.find(key("who", NOON, Map.of(space, 7L)))).isEmpty();
  }

  @Test
  void anotherTenant_findsNothing() throws Exception {
    RedisResultCache cache = cache();
    cache.write(key("where", NOON, Map.of(space, 7L)), retrieved);
    Key same = key("where", NOON, Map.of(space, 7L));
    RetrieveQuery q = same.query();

    Key theirs =
        new Key(
            new RetrieveQuery(
                "other-" + tenant,
                q.spaceIds(),
                q.query(),
                q.topK(),
                q.kinds(),
                q.scope(),
                q.now(),
                q.recipe(),
                false),
            same.versions());

    assertThat(cache.find(theirs)).isEmpty();
  }

  @Test
  void anotherVersionOfTheService_findsNothing() throws Exception {
    Key key = key("where", NOON, Map.of(space, 7L));
    cache().write(key, retrieved);

    assertThat(cache(Duration.ofMinutes(1), "2", redis).find(key)).isEmpty();
    assertThat(
            new RedisResultCache(
                    redis,
                    json,
                    new SimpleMeterRegistry(),
                    new Recipes(List.of(RecallRecipe.ASSISTANT.named("own"))),
                    Duration.ofMinutes(1),
                    "1")
                .find(key))
        .isEmpty();
  }

  @Test
  void forgotten_isGone_alsoFromResultsOfSeveralSpaces() throws Exception {
    RedisResultCache cache = cache();
    Key one = key("where", NOON, Map.of(space, 7L));
    Key both = key("where", NOON, Map.of(space, 7L, other, 3L));
    Key untouched = key("where", NOON, Map.of(other, 3L));
    for (Key key : List.of(one, both, untouched)) {
      cache.write(key, retrieved);
    }

    cache.forget(new SpaceKey(tenant, space), 8);

    assertThat(cache.find(one)).isEmpty();
    assertThat(cache.find(both)).isEmpty();
    assertThat(cache.find(untouched)).isPresent();
    assertThat(data.key().keys("memary:result:of:" + space)).isEmpty();
  }

  @Test
  void foundBeforeItWasForgotten_isNotKeptAfterwards() throws Exception {
    RedisResultCache cache = cache();
    cache.forget(new SpaceKey(tenant, space), 8);

    Key late = key("where", NOON, Map.of(space, 7L, other, 3L));
    cache.write(late, retrieved);
    assertThat(cache.find(late)).isEmpty();
    Key fresh = key("where", NOON, Map.of(space, 8L));
    cache.write(fresh, retrieved);
    assertThat(cache.find(fresh)).isPresent();

    cache.forget(new SpaceKey(tenant, space), Long.MAX_VALUE);
    cache.write(key("where", NOON, Map.of(space, 1_000_000L)), retrieved);
    assertThat(cache.find(key("where", NOON, Map.of(space, 1_000_000L)))).isEmpty();
  }

  @Test
  void tooOld_isGone() throws Exception {
    RedisResultCache cache = cache(Duration.ofMillis(50), "1", redis);
    Key key = key("where", NOON, Map.of(space, 7L));
    cache.write(key, retrieved);

    await().atMost(Duration.ofSeconds(10)).until(() -> cache.find(key).isEmpty());
  }

  @Test
  void keptForNoTime_nothingReachesRedis() {
    RedisResultCache cache = cache(Duration.ZERO, "1", silent());
    Key key = key("where", NOON, Map.of(space, 7L));

    cache.keep(key, retrieved);
    cache.forget(new SpaceKey(tenant, space), 8);
    assertThat(cache.find(key)).isEmpty();
  }

  @Test
  void redisAway_searchesGoOn_andForgettingIsTriedAgain() {
    RedisResultCache cache = cache(Duration.ofMinutes(1), "1", silent());

    assertThat(cache.find(key("where", NOON, Map.of(space, 7L)))).isEmpty();
    assertThatThrownBy(() -> cache.forget(new SpaceKey(tenant, space), 8))
        .isInstanceOf(CacheUnavailableException.class);
  }

  private RedisResultCache cache() {
    return cache(Duration.ofMinutes(1), "1", redis);
  }

  private RedisResultCache cache(Duration keep, String version, RedisCommands commands) {
    return new RedisResultCache(commands, json, new SimpleMeterRegistry(), recipes, keep, version);
  }

  private RedisCommands silent() {
    return new RedisCommands(data) {
      @Override
      public io.vertx.mutiny.redis.client.Response execute(String command, String... arguments) {
        throw new IllegalStateException("Redis is away");
      }
    };
  }

  private Key key(String question, Instant now, Map<UUID, Long> versions) {
    RetrieveQuery query =
        new RetrieveQuery(
            tenant,
            List.copyOf(versions.keySet()),
            question,
            10,
            Set.of(Kind.EPISODE, Kind.FACT),
            Scope.ALL,
            now,
            null,
            false);
    return new Key(query, versions);
  }

  private Retrieved retrieved() {
    UUID episode = UUID.randomUUID();
    Candidate candidate =
        new Candidate(
            episode,
            Kind.EPISODE,
            space,
            "I live in Lisbon",
            "Alice",
            "user",
            UUID.randomUUID(),
            4,
            NOON,
            null,
            NOON,
            0.75,
            List.of("Lisbon"),
            List.of(episode));
    return new Retrieved(
        List.of(new ScoredCandidate(candidate, 0.5, Map.of("words", 1.25))),
        List.of(),
        Neighbourhood.NONE);
  }
}
