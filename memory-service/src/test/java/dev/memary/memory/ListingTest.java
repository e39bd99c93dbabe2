package dev.memary.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.memary.contracts.events.EpisodeProcessed.Indexed;
import dev.memary.contracts.events.EpisodeProcessed.Integrated;
import dev.memary.memory.events.OutcomeApplier;
import dev.memary.memory.ingestion.EpisodeMentions;
import dev.memary.memory.ingestion.EpisodeMentions.Mention;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Memories of a space, page by page. */
@QuarkusTest
class ListingTest extends MemoryServiceTest {
  @Inject OutcomeApplier outcomes;

  @Test
  void pages_holdEverythingOnce_whatHappenedLastFirst_alsoWhenMoreArrives() {
    List<String> all = new ArrayList<>();
    for (int day = 1; day <= 7; day++) {
      all.addFirst(said("day " + day, "2026-05-0%dT10:00:00Z".formatted(day % 4 + 1)));
    }

    List<String> seen = new ArrayList<>();
    String cursor = null;
    do {
      RequestSpecification request =
          gateway().queryParam("user_id", "alice").queryParam("limit", 3);
      var page =
          (cursor == null ? request : request.queryParam("cursor", cursor)).get("/v1/memories");
      page.then().statusCode(200);
      assertThat(page.<List<String>>path("memories.occurred_at"))
          .isSortedAccordingTo((a, b) -> b.compareTo(a));
      seen.addAll(page.path("memories.id"));
      cursor = page.path("next_cursor");
      said("later", "2026-06-01T10:00:00Z");
    } while (cursor != null);

    assertThat(seen).containsExactlyInAnyOrderElementsOf(all);
  }

  @Test
  void filters_narrowTheList() {
    String work = said("Numbers are due", "2026-05-01T10:00:00Z", "office", "user", "work");
    String answer = said("Noted", "2026-05-01T10:01:00Z", "office", "assistant", "work");
    String home = said("Bruno barked", "2026-05-03T10:00:00Z", "home", "user", "dogs");

    listed().body("memories.id", contains(home, answer, work)).body("next_cursor", nullValue());
    listed("session_id", "office").body("memories.id", contains(answer, work));
    listed("role", "assistant").body("memories.id", contains(answer));
    listed("from", "2026-05-03T10:00:00Z").body("memories.id", contains(home));
    listed("to", "2026-05-01T12:01:00+02:00").body("memories.id", contains(work));
    listed("metadata", "{\"topic\":\"dogs\"}").body("memories.id", contains(home));
    listed("metadata", "{\"topic\":1}").body("memories", empty());
    listed("as_of", "2020-01-01T00:00:00Z").body("memories", empty());
    listed("entity", "Bruno").body("memories", empty());

    UUID id = UUID.fromString(home);
    graph.mentions(
        new EpisodeMentions(
            id, 1, 1, List.of(new Mention(UUID.randomUUID(), "Bruno", "thing", 1))));
    outcomes.apply(
        List.of(
            new Indexed(tenant, aliceSpaceId(), id, 1),
            new Integrated(tenant, aliceSpaceId(), id, 1, "test-1", 1, 0)));
    listed("entity", "bruno").body("memories.id", contains(home));
  }

  @Test
  void nothingRemembered_nothingListed() {
    gateway()
        .queryParam("user_id", "nobody")
        .get("/v1/memories")
        .then()
        .statusCode(200)
        .body("memories", empty())
        .body("next_cursor", nullValue());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "user_id    ~ ''",
        "user_id    ~ a b",
        "team_id    ~ x",
        "role       ~ robot",
        "from       ~ yesterday",
        "to         ~ +999999999-01-01T00:00:00Z",
        "as_of      ~ -999999999-01-01T00:00:00Z",
        "metadata   ~ topic",
        "metadata   ~ [1]",
        "metadata   ~ {\"a\":{}}",
        "limit      ~ 0",
        "limit      ~ 501",
        "cursor     ~ x",
        "cursor     ~ Kzk5OTk5OTk5OS0wMS0wMVQwMDowMDowMFp8MDAwMDAwMDAtMDAwMC0wMDAwLTAwMDAtMDAwMDAwMDAwMDAw"
      })
  void badParameter_400_namesIt(String parameter, String value) {
    String field = parameter.equals("team_id") ? "user_id" : parameter;
    RequestSpecification request = gateway().queryParam(parameter, value);
    (parameter.equals("user_id") ? request : request.queryParam("user_id", "alice"))
        .get("/v1/memories")
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("errors[0].field", equalTo(field));
  }

  @Test
  void anotherTenant_orAnotherSpace_seesNothing() {
    said("Bruno barked", "2026-05-03T10:00:00Z");

    gateway("other-" + tenant, List.of("*"), List.of("read"))
        .queryParam("user_id", "alice")
        .get("/v1/memories")
        .then()
        .statusCode(200)
        .body("memories", empty());
    gateway(tenant, List.of("user:bob"), List.of("read"))
        .queryParam("user_id", "alice")
        .get("/v1/memories")
        .then()
        .statusCode(403);
  }

  private ValidatableResponse listed(String... filter) {
    RequestSpecification request = gateway().queryParam("user_id", "alice");
    return (filter.length == 0 ? request : request.queryParam(filter[0], filter[1]))
        .get("/v1/memories")
        .then()
        .statusCode(200);
  }

  private String said(String text, String occurredAt) {
    return said(text, occurredAt, "s", "user", "none");
  }

  private String said(String text, String occurredAt, String session, String role, String topic) {
    return firstMemory(
            gateway()
                .body(
                    Map.of(
                        "user_id",
                        "alice",
                        "session_id",
                        session,
                        "messages",
                        List.of(
                            Map.of(
                                "role",
                                role,
                                "content",
                                text,
                                "occurred_at",
                                occurredAt,
                                "metadata",
                                Map.of("topic", topic)))))
                .post("/v1/memories"))
        .toString();
  }
}
