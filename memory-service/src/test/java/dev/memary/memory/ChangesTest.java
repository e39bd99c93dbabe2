package dev.memary.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.memary.contracts.events.EpisodeProcessed.Indexed;
import dev.memary.contracts.events.EpisodeProcessed.Integrated;
import dev.memary.memory.events.ExpiryJob;
import dev.memary.memory.events.OutcomeApplier;
import dev.memary.memory.forgetting.OverdueMemories;
import dev.memary.memory.forgetting.OverdueMemories.Overdue;
import dev.memary.memory.ingestion.EpisodeMentions;
import dev.memary.memory.ingestion.EpisodeMentions.Mention;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Memories are changed, pinned, shared and let go; what they were is kept. */
@QuarkusTest
class ChangesTest extends MemoryServiceTest {
  @Inject OutcomeApplier outcomes;
  @Inject OverdueMemories overdue;
  @Inject ExpiryJob expiry;
  @Inject DataSource app;

  @Test
  void anotherText_isANewVersion_searchableAndUnderstoodAgain() {
    UUID id = recorded("My sister lives in Bern");
    understood(id, 1, "Bern");

    change(id, "text", "My sister lives in Basel")
        .statusCode(200)
        .body("version", equalTo(2))
        .body("text", equalTo("My sister lives in Basel"));

    gateway()
        .get("/v1/spaces/user:alice/status")
        .then()
        .body("pending", equalTo(1))
        .body("episodes", equalTo(1));
    graph.isDownFor(tenant);
    search("Basel", null).body("results.text", contains("My sister lives in Basel"));

    understood(id, 1, "Bern");
    assertThat(status("pending")).as("an outcome of the old text changes nothing").isEqualTo(1);
    understood(id, 2, "Basel");
    assertThat(status("pending")).isZero();
    gateway().get("/v1/spaces/user:alice/stream").then().body("entries.entity", contains("Basel"));
  }

  @Test
  void history_holdsEveryVersion_withWhoAndWhen() {
    UUID id = recorded("first");
    change(id, "text", "second");
    change(id, "pinned", true);

    gateway()
        .get("/v1/memories/" + id + "/history")
        .then()
        .statusCode(200)
        .body("versions.version", contains(3, 2, 1))
        .body("versions.text", contains("second", "second", "first"))
        .body("versions.pinned", contains(true, false, false))
        .body("versions[0].held_to", nullValue())
        .body("versions[0].changed_by", equalTo("test-of-memory-service"))
        .body("versions[2].changed_by", nullValue());
  }

  @Test
  void whatChangesNothing_makesNoVersion_andPinningAsksNobodyToUnderstandAgain() {
    UUID id = recorded("as it is");
    understood(id, 1, "Nobody");

    change(id, "text", "as it is").body("version", equalTo(1));
    change(id, "pinned", true).body("version", equalTo(2));
    assertThat(status("pending")).isZero();
  }

  @Test
  void asOf_givesTheVersionOfThatTime_inEveryRead() {
    UUID id = recorded("Bruno is a poodle");
    Instant before = Instant.now();
    change(id, "text", "Bruno is a beagle");
    graph.isDownFor(tenant);

    gateway()
        .queryParam("as_of", before.toString())
        .get("/v1/memories/" + id)
        .then()
        .body("text", equalTo("Bruno is a poodle"))
        .body("version", equalTo(1));
    gateway()
        .queryParam("user_id", "alice")
        .queryParam("as_of", before.toString())
        .get("/v1/memories")
        .then()
        .body("memories.text", contains("Bruno is a poodle"));
    search("Bruno", before).body("results.text", contains("Bruno is a poodle"));
    search("Bruno", null).body("results.text", contains("Bruno is a beagle"));
    assertThat(context("Bruno", before).extract().<String>path("text"))
        .contains("poodle")
        .doesNotContain("beagle");
  }

  @Test
  void twoWhoChange_theSecondIsTold_whenItNamesTheVersion() {
    UUID id = recorded("one");
    change(id, Map.of("text", "two", "version", 1)).statusCode(200);

    change(id, Map.of("text", "three", "version", 1))
        .statusCode(409)
        .contentType("application/problem+json");
    gateway().get("/v1/memories/" + id).then().body("text", equalTo("two"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "{}                                      ~ body",
        "{\"text\":\"\"}                         ~ text",
        "{\"text\":\" \"}                        ~ text",
        "{\"metadata\":3}                        ~ metadata",
        "{\"pinned\":\"maybe\"}                  ~ pinned",
        "{\"expires_at\":\"2001-01-01T00:00:00Z\"} ~ expires_at",
        "{\"expires_at\":\"soon\"}               ~ expires_at"
      })
  void badChange_400_namesIt_andChangesNothing(String body, String field) {
    UUID id = recorded("as it was");

    gateway()
        .body(body)
        .patch("/v1/memories/" + id)
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("errors[0].field", equalTo(field));
    gateway().get("/v1/memories/" + id).then().body("version", equalTo(1));
  }

  @Test
  void pinned_standsInEveryContextBlock() {
    UUID id = recorded("another session", "I am allergic to walnuts");
    recorded("today", "What shall I cook?");
    change(id, "pinned", true);

    context("cook", null)
        .body("parts.find { it.kind == 'pinned' }.memory_ids", contains(id.toString()))
        .body("parts.find { it.kind == 'pinned' }.made_by", equalTo("pin"));
  }

  @Test
  void expired_isGoneAtOnce_andErasedByTheJob() {
    UUID stays = recorded("stays");
    UUID goes = recorded("goes");
    change(goes, "expires_at", Instant.now().plusMillis(400).toString()).statusCode(200);
    await().until(() -> gateway().get("/v1/memories/" + goes).statusCode() == 404);

    gateway()
        .queryParam("user_id", "alice")
        .get("/v1/memories")
        .then()
        .body("memories.id", contains(stays.toString()));
    assertThat(overdue.next(1000)).contains(new Overdue(tenant, goes));
    expiry.run();
    assertThat(overdue.next(1000)).doesNotContain(new Overdue(tenant, goes));
    assertThat(status("episodes")).isEqualTo(1);
  }

  @Test
  void expiry_canBeTakenBack_andBeGivenWithTheMemory() {
    UUID id =
        firstMemory(
            gateway()
                .body(
                    Map.of(
                        "user_id", "alice",
                        "text", "a parcel comes today",
                        "pinned", true,
                        "expires_at", "2999-01-01T00:00:00Z"))
                .post("/v1/memories"));

    gateway()
        .get("/v1/memories/" + id)
        .then()
        .body("expires_at", equalTo("2999-01-01T00:00:00Z"))
        .body("pinned", equalTo(true));
    change(id, "pinned", false).body("expires_at", equalTo("2999-01-01T00:00:00Z"));
    gateway()
        .body("{\"expires_at\":null}")
        .patch("/v1/memories/" + id)
        .then()
        .statusCode(200)
        .body("expires_at", nullValue());
  }

  @Test
  void retention_takesWhatIsOlderAndNotPinned() {
    UUID old = recorded("old");
    UUID pinned = recorded("old and pinned");
    change(pinned, "pinned", true);
    Sql.inTenant(app, tenant, "UPDATE episode SET recorded_at = recorded_at - interval '31 days'");
    UUID fresh = recorded("fresh");

    gateway()
        .body("{\"retention_days\":30}")
        .put("/v1/spaces/user:alice/settings")
        .then()
        .statusCode(200);
    gateway().get("/v1/spaces/user:alice/settings").then().body("retention_days", equalTo(30));

    assertThat(overdue.next(1000))
        .contains(new Overdue(tenant, old))
        .doesNotContain(new Overdue(tenant, pinned), new Overdue(tenant, fresh));
    gateway().body("{}").put("/v1/spaces/user:alice/settings").then().statusCode(200);
    assertThat(overdue.next(1000)).doesNotContain(new Overdue(tenant, old));
  }

  @Test
  void shared_isACopyThatSaysWhereItIsFrom_onceAndForgottenWithIt() {
    UUID id = recorded("The door code is under the mat");

    UUID copy = shared(id, "team:home");
    assertThat(shared(id, "team:home")).isEqualTo(copy);

    gateway()
        .get("/v1/memories/" + copy)
        .then()
        .body("space", equalTo("team:home"))
        .body("text", equalTo("The door code is under the mat"))
        .body("shared_from.id", equalTo(id.toString()))
        .body("shared_from.space", equalTo(ALICE));
    gateway().delete("/v1/memories/" + id).then().statusCode(202);
    gateway().get("/v1/memories/" + copy).then().statusCode(404);
  }

  @Test
  void forgottenSpace_takesItsCopiesElsewhereWithIt() {
    UUID copy = shared(recorded("mine"), "team:home");

    gateway().delete("/v1/spaces/user:alice").then().statusCode(202);

    gateway().get("/v1/memories/" + copy).then().statusCode(404);
    gateway().queryParam("team_id", "home").get("/v1/memories").then().body("memories", empty());
  }

  @Test
  void sharing_needsToReadHereAndToWriteThere() {
    UUID id = recorded("mine");

    gateway(tenant, List.of(ALICE), List.of("read", "write"))
        .body("{\"to\":\"team:home\"}")
        .post("/v1/memories/" + id + "/share")
        .then()
        .statusCode(403);
    gateway(tenant, List.of("team:home"), List.of("read", "write"))
        .body("{\"to\":\"team:home\"}")
        .post("/v1/memories/" + id + "/share")
        .then()
        .statusCode(404);
    gateway()
        .body("{\"to\":\"user:alice\"}")
        .post("/v1/memories/" + id + "/share")
        .then()
        .statusCode(400)
        .body("errors[0].field", equalTo("to"));
  }

  @Test
  void whoMayNotWrite_orIsOfAnotherTenant_changesNothing() {
    UUID id = recorded("mine");

    gateway(tenant, List.of("*"), List.of("read"))
        .body("{\"text\":\"yours\"}")
        .patch("/v1/memories/" + id)
        .then()
        .statusCode(404);
    gateway("other-" + tenant, List.of("*"), List.of("read", "write"))
        .body("{\"text\":\"yours\"}")
        .patch("/v1/memories/" + id)
        .then()
        .statusCode(404);
    gateway("other-" + tenant, List.of("*"), List.of("read", "write"))
        .get("/v1/memories/" + id + "/history")
        .then()
        .statusCode(404);
    gateway().get("/v1/memories/" + id).then().body("version", equalTo(1));
  }

  @Test
  void persona_isWritten_readAsOfThen_andStandsInContext() {
    gateway().get("/v1/spaces/user:alice/persona").then().body("version", equalTo(0));
    persona("Alice is a nurse. She has two cats.").body("version", equalTo(1));
    Instant before = Instant.now();
    persona("Alice is a doctor.").body("version", equalTo(2));
    persona("Alice is a doctor.").body("version", equalTo(2));

    gateway()
        .queryParam("as_of", before.toString())
        .get("/v1/spaces/user:alice/persona")
        .then()
        .body("text", equalTo("Alice is a nurse. She has two cats."));
    context("anything", null)
        .body("parts[0].kind", equalTo("personas"))
        .body("parts[0].text", equalTo("Who is who:\n- alice: Alice is a doctor."));
    assertThat(context("anything", before).extract().<String>path("text")).contains("nurse");

    gateway("other-" + tenant, List.of("*"), List.of("read"))
        .get("/v1/spaces/user:alice/persona")
        .then()
        .body("text", equalTo(""));
    gateway().delete("/v1/spaces/user:alice").then().statusCode(202);
    gateway().get("/v1/spaces/user:alice/persona").then().body("version", equalTo(0));
  }

  @Test
  void forgottenMemory_leavesNoVersion() {
    UUID id = recorded("secret");
    change(id, "text", "still secret");

    String receipt =
        gateway().delete("/v1/memories/" + id).then().statusCode(202).extract().path("receipt_id");
    gateway()
        .get("/v1/receipts/" + receipt)
        .then()
        .body("parts.find { it.store == 'postgresql' }.removed.episode_version", equalTo(1))
        .body("parts.find { it.store == 'postgresql' }.left.episode_version", equalTo(0));
  }

  private UUID shared(UUID id, String to) {
    return firstMemory(gateway().body(Map.of("to", to)).post("/v1/memories/" + id + "/share"));
  }

  private ValidatableResponse persona(String text) {
    return gateway()
        .body(Map.of("text", text))
        .put("/v1/spaces/user:alice/persona")
        .then()
        .statusCode(200);
  }

  private ValidatableResponse change(UUID id, String field, Object value) {
    return change(id, Map.of(field, value));
  }

  private ValidatableResponse change(UUID id, Map<String, Object> body) {
    return gateway().body(body).patch("/v1/memories/" + id).then();
  }

  private ValidatableResponse search(String query, @Nullable Instant asOf) {
    return gateway().body(question(query, asOf)).post("/v1/memories/search").then();
  }

  private ValidatableResponse context(String query, @Nullable Instant asOf) {
    return gateway().body(question(query, asOf)).post("/v1/context").then().statusCode(200);
  }

  private static Map<String, Object> question(String query, @Nullable Instant asOf) {
    Map<String, Object> question = new HashMap<>(Map.of("user_id", "alice", "query", query));
    if (asOf != null) {
      question.put("as_of", asOf.toString());
    }
    return question;
  }

  private int status(String count) {
    return gateway().get("/v1/spaces/user:alice/status").path(count);
  }

  private void understood(UUID id, int generation, String entity) {
    graph.mentions(
        new EpisodeMentions(
            id,
            generation,
            generation,
            List.of(new Mention(UUID.nameUUIDFromBytes(entity.getBytes()), entity, "place", 1))));
    outcomes.apply(
        List.of(
            new Indexed(tenant, aliceSpaceId(), id, generation),
            new Integrated(tenant, aliceSpaceId(), id, generation, "test-1", 1, 0)));
  }
}
