package dev.memary.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.memary.systemtests.MemaryClient.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What an application does with memory, end to end. */
class JourneyTest {
  private final MemaryClient memary = RunningPlatform.newTenant("*");
  private final String alice = MemaryClient.newUser();

  @Test
  void remembered_isSearchableUnderstoodAndForgotten() {
    Answer accepted =
        memary.post(
            "/v1/memories",
            Map.of(
                "user_id",
                alice,
                "session_id",
                "s1",
                "messages",
                List.of(
                    Map.of(
                        "role", "user",
                        "name", "Alice",
                        "content", "I work at Acme Corp in Berlin.",
                        "occurred_at", "2023-05-08T13:56:00Z",
                        "external_id", "D1:1"),
                    Map.of(
                        "role", "user",
                        "name", "Alice",
                        "content", "My sister Emma loves dinosaurs.",
                        "external_id", "D1:2"))));
    assertThat(accepted.status()).isEqualTo(202);

    memary.awaitUnderstood(alice, 2);
    JsonNode event = memary.get("/v1/events/" + accepted.body().get("event_id").asText()).body();
    assertThat(event.get("status").asText()).isEqualTo("done");
    JsonNode found = memary.search(alice, "Where does Alice work?").get("results").get(0);
    assertThat(found.get("sources").get(0).get("external_id").asText()).isEqualTo("D1:1");
    assertThat(memary.entityCounts(alice)).containsKeys("acme corp", "berlin", "emma");
    assertThat(memary.get("/v1/spaces/user:" + alice + "/stream").body().get("entries"))
        .isNotEmpty();
    String memory = accepted.body().get("memory_ids").get(0).asText();
    assertThat(memary.get("/v1/memories/" + memory).body().get("text").asText()).contains("Acme");

    Answer forgotten = memary.delete("/v1/spaces/user:" + alice);
    assertThat(forgotten.status()).isEqualTo(202);
    awaitComplete(forgotten.body().get("receipt_id").asText());
    assertThat(memary.get("/v1/memories/" + memory).status()).isEqualTo(404);
    assertThat(memary.search(alice, "Where does Alice work?").get("results")).isEmpty();
    assertThat(memary.status(alice).get("episodes").asLong()).isZero();

    memary.remember(alice, "s2", "I moved to Lisbon.");
    memary.awaitUnderstood(alice, 1);
    assertThat(memary.entityCounts(alice)).doesNotContainKeys("acme corp", "berlin", "emma");
  }

  @Test
  void whoMoves_livesSomewhereElse_andWhereItWasIsNotForgotten() {
    memary.post(
        "/v1/memories",
        Map.of(
            "user_id",
            alice,
            "messages",
            List.of(
                said("I live in Oslo.", "2024-03-01T10:00:00Z"),
                said("I moved to Bergen.", "2025-06-01T10:00:00Z"))));
    memary.awaitUnderstood(alice, 2);

    assertThat(facts(Map.of())).contains("Bergen").doesNotContain("Oslo");
    assertThat(facts(Map.of("valid_at", "2024-12-01T00:00:00Z")))
        .contains("Oslo")
        .doesNotContain("Bergen");
    JsonNode conflict =
        memary.get("/v1/spaces/user:" + alice + "/conflicts").body().get("conflicts").get(0);
    assertThat(conflict.get("state").asText()).isEqualTo("residence");
    assertThat(conflict.get("facts")).hasSize(2);
    assertThat(memary.get("/v1/spaces/user:" + alice + "/conflicts?cursor=%25").status())
        .isEqualTo(400);
    JsonNode graph = memary.get("/v1/spaces/user:" + alice + "/graph?entity=Bergen").body();
    assertThat(graph.findValuesAsText("name")).contains("Bergen");
    assertThat(graph.get("relations").get(0).get("text").asText()).contains("Bergen");
  }

  @Test
  void twoNamesOfOnePerson_areMerged_andToldApartAgain() {
    remember("Bob has a dog called Rex.", "2024-03-01T10:00:00Z");
    remember("Robert lives in Oslo.", "2024-03-02T10:00:00Z");
    memary.awaitUnderstood(alice, 2);
    assertThat(memary.entityCounts(alice)).containsKeys("bob", "robert");

    Answer made =
        memary.post(
            "/v1/spaces/user:" + alice + "/corrections",
            Map.of("kind", "merge", "name", "Bob", "into", "Robert"));
    assertThat(made.status()).isEqualTo(202);
    String correction = "/v1/corrections/" + made.body().get("id").asText();
    awaitStatus(correction, "applied");

    assertThat(memary.entityCounts(alice)).doesNotContainKey("bob").containsEntry("robert", 2L);
    assertThat(memary.get("/v1/spaces/user:" + alice + "/graph?entity=Bob").body().toString())
        .contains("Oslo", "Rex");

    assertThat(memary.delete(correction).status()).isEqualTo(202);
    awaitStatus(correction, "revoked");
    assertThat(memary.entityCounts(alice)).containsKeys("bob", "robert");
  }

  private void awaitStatus(String correction, String status) {
    Awaitility.await(status)
        .atMost(Duration.ofMinutes(1))
        .until(() -> memary.get(correction).body().get("status").asText().equals(status));
  }

  @Test
  void whoComesBack_livedThereTwice_andWhatWasKnownBeforeCanBeAsked() {
    remember("I live in Oslo.", "2022-03-01T10:00:00Z");
    remember("I moved to Bergen.", "2023-03-01T10:00:00Z");
    memary.awaitUnderstood(alice, 2);
    String beforeTheReturn = Instant.now().toString();
    remember("I live in Oslo again.", "2024-03-01T10:00:00Z");
    memary.awaitUnderstood(alice, 3);

    assertThat(facts(Map.of())).contains("Oslo").doesNotContain("Bergen");
    assertThat(facts(Map.of("valid_at", "2022-06-01T00:00:00Z")))
        .contains("Oslo")
        .doesNotContain("Bergen");
    assertThat(facts(Map.of("valid_at", "2023-06-01T00:00:00Z")))
        .contains("Bergen")
        .doesNotContain("Oslo");
    assertThat(facts(Map.of("as_of", beforeTheReturn))).contains("Bergen").doesNotContain("Oslo");
    assertThat(facts(Map.of("as_of", beforeTheReturn, "valid_at", "2024-06-01T00:00:00Z")))
        .contains("Bergen")
        .doesNotContain("Oslo");
  }

  private void remember(String text, String at) {
    memary.post("/v1/memories", Map.of("user_id", alice, "messages", List.of(said(text, at))));
  }

  private static Map<String, String> said(String text, String at) {
    return Map.of("role", "user", "name", "Alice", "content", text, "occurred_at", at);
  }

  private String facts(Map<String, String> when) {
    Map<String, Object> search = new HashMap<>(when);
    search.put("user_id", alice);
    search.put("query", "Where does Alice live?");
    search.put("include", List.of("facts"));
    return memary
        .post("/v1/memories/search", search)
        .body()
        .get("results")
        .findValuesAsText("text")
        .toString();
  }

  @Test
  void recipe_isChosenByName_andAnUnknownOneHurtsNobodyElse() {
    memary.remember(alice, "s1", "Our dog Rex likes the beach.");
    memary.awaitUnderstood(alice, 1);

    JsonNode best = searchBy("conversation -meaning").body().get("results").get(0);
    assertThat(best.get("explain").get("meaning").asDouble() + 0.0).isZero();
    for (int i = 0; i < 20; i++) {
      Answer refused = searchBy("soup");
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.body().get("errors").get(0).get("field").asText()).isEqualTo("recipe");
    }
    assertThat(memary.search(alice, "Who likes the beach?").get("degraded").asBoolean()).isFalse();
  }

  private Answer searchBy(String recipe) {
    return memary.post(
        "/v1/memories/search",
        Map.of("user_id", alice, "query", "Rex", "recipe", recipe, "explain", true));
  }

  @Test
  void oneMemory_deleted_leavesTheOthers() {
    Answer first = memary.remember(alice, "s1", "My dog Rex likes the beach.");
    memary.remember(alice, "s1", "My cat Luna likes the sofa.");
    memary.awaitUnderstood(alice, 2);

    Answer deleted =
        memary.delete("/v1/memories/" + first.body().get("memory_ids").get(0).asText());

    awaitComplete(deleted.body().get("receipt_id").asText());
    assertThat(memary.search(alice, "Who likes the beach?").toString()).doesNotContain("Rex");
    assertThat(memary.search(alice, "Who likes the sofa?").toString()).contains("Luna");
    assertThat(memary.entityCounts(alice)).doesNotContainKey("rex").containsKey("luna");
  }

  @Test
  void written_isFoundAtOnce_beforeItIsIndexed() {
    memary.remember(alice, "s1", "The passphrase of the vault is tangerine.");

    assertThat(memary.search(alice, "vault passphrase").get("results").toString())
        .contains("tangerine");
  }

  @Test
  void contextBlock_staysWithinItsBudget() {
    for (int i = 0; i < 30; i++) {
      memary.remember(
          alice, "s1", "Note " + i + ": the garden needs water every " + (i + 1) + " days.");
    }
    memary.awaitUnderstood(alice, 30);

    for (int budget : new int[] {200, 400, 1000}) {
      JsonNode block =
          memary
              .post(
                  "/v1/context",
                  Map.of("user_id", alice, "query", "garden water", "token_budget", budget))
              .body();
      assertThat(block.get("tokens").asInt()).isBetween(1, budget);
      assertThat(block.get("text").asText()).contains("garden");
    }
  }

  private void awaitComplete(String receipt) {
    Awaitility.await("receipt complete")
        .atMost(Duration.ofMinutes(1))
        .until(() ->
            memary.get("/v1/receipts/" + receipt).body().get("status").asText().equals("complete"));
  }
}
