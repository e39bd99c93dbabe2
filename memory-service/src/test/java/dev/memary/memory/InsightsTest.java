package dev.memary.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import dev.memary.contracts.events.EpisodeProcessed.Indexed;
import dev.memary.contracts.events.EpisodeProcessed.Integrated;
import dev.memary.memory.events.OutcomeApplier;
import dev.memary.memory.ingestion.EpisodeMentions;
import dev.memary.memory.ingestion.EpisodeMentions.Mention;
import dev.memary.memory.recall.DatedFact;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Timeline, themes and changes of a space, and the two layers as of a time. */
@QuarkusTest
class InsightsTest extends MemoryServiceTest {
  @Inject OutcomeApplier outcomes;

  @Test
  void timeline_countsWhatWasSaid_andSaysWhatStandsOut() {
    said("2026-03-02T10:00:00Z", "tea");
    said("2026-03-03T10:00:00Z", "tea");
    said("2026-03-05T10:00:00Z", "tea");
    for (int i = 0; i < 12; i++) {
      said("2026-03-05T11:00:00Z", "tea", "guest " + i);
    }

    view("timeline?bucket=day")
        .body(
            "buckets.start",
            contains("2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z", "2026-03-05T00:00:00Z"))
        .body("buckets.episodes", contains(1, 1, 13))
        .body("buckets.new_entities", contains(1, 0, 12))
        .body("buckets.highlight", contains(false, false, true))
        .body("buckets[2].top[0].name", equalTo("tea"));
    view("timeline?bucket=month").body("buckets.episodes", contains(15));
    view("timeline?from=2026-03-03T00:00:00Z&to=2026-03-04T00:00:00Z")
        .body("buckets.episodes", contains(1));
    view("timeline?as_of=2020-01-01T00:00:00Z").body("buckets", empty());
  }

  @Test
  void themes_areWhatRecurs() {
    for (int day = 2; day < 8; day++) {
      said("2026-03-0%dT10:00:00Z".formatted(day), "garden", "roses");
    }
    said("2026-03-04T10:00:00Z", "piano");

    view("themes?bucket=day")
        .body("themes.name", contains("garden"))
        .body("themes[0].entities.name", contains("garden", "roses"))
        .body("themes[0].mentions", equalTo(12))
        .body("themes[0].trend", equalTo("steady"));
    view("themes?as_of=2020-01-01T00:00:00Z").body("themes", empty());
  }

  @Test
  void changes_tellWhatIsNew_andWhatRoseOrFell_andFactsThatCameAndWent() {
    said("2026-03-02T10:00:00Z", "chess");
    said("2026-03-02T11:00:00Z", "chess", "judo");
    said("2026-04-02T10:00:00Z", "judo", "tea");
    said("2026-04-03T10:00:00Z", "judo");
    said("2026-04-04T10:00:00Z", "judo");
    DatedFact learned = fact("Alice does judo", "2026-04-02T12:00:00Z", null);
    DatedFact ended = fact("Alice plays chess", "2026-04-03T12:00:00Z", "2026-04-04T12:00:00Z");
    graph.changed(aliceSpaceId(), learned, ended);

    view("changes?from=2026-04-01T00:00:00Z&to=2026-05-01T00:00:00Z")
        .body("entities.name", contains("judo", "tea"))
        .body("entities.change", contains("risen", "new"))
        .body("entities[0].count_before", equalTo(1))
        .body("learned.text", contains("Alice does judo", "Alice plays chess"))
        .body("ended.text", contains("Alice plays chess"))
        .body("degraded", equalTo(false));

    graph.isDownFor(tenant);
    view("changes?from=2026-04-01T00:00:00Z&to=2026-05-01T00:00:00Z")
        .body("entities.name", contains("judo", "tea"))
        .body("degraded_reasons", contains("graph_unavailable"));
  }

  @Test
  void layers_asOf_holdOnlyWhatHadBeenRecorded_andCategoriesNarrow() {
    said("2026-03-02T10:00:00Z", "chess");
    Instant then = Instant.now();
    said("2026-03-01T10:00:00Z", "judo");

    view("entities?as_of=" + then).body("entities.name", contains("chess"));
    view("stream?as_of=" + then).body("entries.entity", contains("chess"));
    view("entities").body("entities.size()", equalTo(2));
    view("entities?type=concept").body("entities.size()", equalTo(2));
    view("entities?type=person").body("entities", empty());
  }

  @ParameterizedTest
  @CsvSource({
    "timeline?bucket=year,bucket",
    "timeline?from=yesterday,from",
    "themes?limit=0,limit",
    "themes?as_of=x,as_of",
    "changes?limit=501,limit",
    "changes?from=2026-05-01T00:00:00Z&to=2026-04-01T00:00:00Z,from",
    "entities?type=Person!,type"
  })
  void badParameter_400_namesIt(String path, String field) {
    recorded("anything");

    gateway()
        .get("/v1/spaces/user:alice/" + path)
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("errors[0].field", equalTo(field));
  }

  @Test
  void anotherTenant_orAnotherSpace_seesNothing() {
    said("2026-03-02T10:00:00Z", "chess");

    for (String view : List.of("timeline", "themes", "changes", "stream", "entities")) {
      assertThat(
              gateway("other-" + tenant, List.of("*"), List.of("read"))
                  .get("/v1/spaces/user:alice/" + view)
                  .statusCode())
          .isEqualTo(404);
      assertThat(
              gateway(tenant, List.of("user:bob"), List.of("read"))
                  .get("/v1/spaces/user:alice/" + view)
                  .statusCode())
          .isEqualTo(403);
    }
  }

  private ValidatableResponse view(String path) {
    return gateway().get("/v1/spaces/user:alice/" + path).then().statusCode(200);
  }

  private static DatedFact fact(String text, String recordedAt, String invalidatedAt) {
    return new DatedFact(
        UUID.randomUUID(),
        text,
        null,
        null,
        Instant.parse(recordedAt),
        invalidatedAt == null ? null : Instant.parse(invalidatedAt),
        null,
        0.9,
        List.of());
  }

  /** Something is said that mentions each of the entities once, and is understood. */
  private void said(String occurredAt, String... entities) {
    UUID id =
        firstMemory(
            gateway()
                .body(
                    Map.of(
                        "user_id",
                        "alice",
                        "text",
                        String.join(" and ", entities),
                        "occurred_at",
                        occurredAt))
                .post("/v1/memories"));
    graph.mentions(
        new EpisodeMentions(
            id,
            1,
            1,
            Arrays.stream(entities)
                .map(name ->
                    new Mention(
                        UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)),
                        name,
                        "concept",
                        1))
                .toList()));
    outcomes.apply(
        List.of(
            new Indexed(tenant, aliceSpaceId(), id, 1),
            new Integrated(tenant, aliceSpaceId(), id, 1, "test-1", entities.length, 0)));
  }
}
