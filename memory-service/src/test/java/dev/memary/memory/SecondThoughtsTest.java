package dev.memary.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import dev.memary.contracts.events.EpisodeProcessed.Indexed;
import dev.memary.contracts.events.EpisodeProcessed.Integrated;
import dev.memary.kit.identity.Services;
import dev.memary.memory.events.OutcomeApplier;
import dev.memary.memory.ingestion.EpisodeMentions;
import dev.memary.memory.ingestion.EpisodeMentions.Mention;
import dev.memary.memory.store.OutboxStore;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What was understood without a model is asked about again, and replaced. */
@QuarkusTest
class SecondThoughtsTest extends MemoryServiceTest {
  @Inject OutcomeApplier outcomes;
  @Inject OutboxStore outbox;

  @Test
  void provisional_isReplacedByTheNextGeneration_andCountedOnce() {
    UUID id = recorded("I live in Bern");
    keep(id, 1, true, null, false).body("standing", empty()).body("gone", empty());
    integrated(id, 1, "Bern");
    status().body("understanding.provisional", equalTo(1));

    keep(id, 2, false, "ollama/llama3:8b", true).body("standing", empty()).body("gone", empty());
    status()
        .body("pending", equalTo(1))
        .body("understanding.by_model", equalTo(1))
        .body("understanding.provisional", equalTo(0))
        .body("understanding.prompt_tokens", equalTo(100));
    integrated(id, 1, "Bern");
    status().body("pending", equalTo(1));
    integrated(id, 2, "Berne");
    status().body("pending", equalTo(0));
    gateway().get("/v1/spaces/user:alice/stream").then().body("entries.entity", contains("Berne"));

    keep(id, 2, false, "ollama/llama3:8b", true)
        .body("standing.extractor", contains("model-1/ollama/llama3:8b"));
    as(Services.WORKER)
        .body(Map.of("space_ids", List.of(aliceSpaceId())))
        .post("/internal/extractions/usage")
        .then()
        .statusCode(200)
        .body("spaces.tokens_today", contains(120));
  }

  @Test
  void changedMeanwhile_orUnderstoodByAModel_isNotReplaced() {
    UUID id = recorded("I live in Bern");
    keep(id, 1, true, null, false);
    integrated(id, 1, "Bern");
    gateway()
        .body(Map.of("text", "I live in Basel"))
        .patch("/v1/memories/" + id)
        .then()
        .statusCode(200);

    keep(id, 2, false, "ollama/llama3:8b", true).body("gone", contains(id.toString()));

    UUID other = recorded("I live in Biel");
    keep(other, 1, false, "ollama/llama3:8b", false);
    keep(other, 2, false, "ollama/llama3:8b", true).body("gone", contains(other.toString()));
  }

  @Test
  void anotherTenant_replacesNothing() {
    UUID id = recorded("I live in Bern");
    keep(id, 1, true, null, false);
    integrated(id, 1, "Bern");

    with(dev.memary.localstack.testing.TestTokens.bearer(
            Services.WORKER, Services.MEMORY, "other-" + tenant))
        .body(kept(id, 2, false, "ollama/llama3:8b", true))
        .post("/internal/extractions")
        .then()
        .body("gone", contains(id.toString()));
    status().body("understanding.by_model", equalTo(0));
  }

  @Test
  void askedAboutAgain_atMostOnceInAWhile_andOnlyWhatIsProvisional() {
    UUID id = recorded("I live in Bern");
    keep(id, 1, true, null, false);
    integrated(id, 1, "Bern");

    assertThat(outbox.askAgain(Duration.ofHours(1), 1_000_000)).isZero();
    Sql.inTenant(app, tenant, "UPDATE extraction SET asked_again_at = now() - interval '2 hours'");
    assertThat(outbox.askAgain(Duration.ofHours(1), 1_000_000)).isPositive();
    assertThat(outbox.askAgain(Duration.ofHours(1), 1_000_000)).isZero();
  }

  @Inject javax.sql.DataSource app;

  private void integrated(UUID id, int generation, String entity) {
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

  private ValidatableResponse status() {
    return gateway().get("/v1/spaces/user:alice/status").then().statusCode(200);
  }

  private ValidatableResponse keep(
      UUID id, int generation, boolean provisional, String model, boolean replace) {
    return as(Services.WORKER)
        .body(kept(id, generation, provisional, model, replace))
        .post("/internal/extractions")
        .then()
        .statusCode(200);
  }

  private Map<String, Object> kept(
      UUID id, int generation, boolean provisional, String model, boolean replace) {
    Map<String, Object> extraction =
        new java.util.HashMap<>(
            Map.of(
                "space_id",
                aliceSpaceId(),
                "episode_id",
                id,
                "generation",
                generation,
                "extractor",
                model == null ? "classical-1" : "model-1/" + model,
                "body",
                Map.of("entities", List.of(), "facts", List.of()),
                "provisional",
                provisional));
    if (model != null) {
      extraction.putAll(Map.of("model", model, "prompt_tokens", 100, "completion_tokens", 20));
    }
    return Map.of("extractions", List.of(extraction), "replace", replace);
  }
}
