package dev.memary.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import dev.memary.memory.summaries.Summaries;
import dev.memary.memory.summaries.SummaryStore;
import dev.memary.memory.summaries.SummaryStore.Grown;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What was said in a session before its newest messages. */
@QuarkusTest
class SummariesTest extends MemoryServiceTest {
  @Inject FakeSummariser model;
  @Inject Summaries summaries;
  @Inject SummaryStore store;

  @Test
  void noModel_sentencesOfItsOwn_withinTheBudget() {
    converse(12);

    summary()
        .body("parts.find { it.kind == 'summary' }.made_by", equalTo("extract"))
        .body("parts.find { it.kind == 'summary' }.text", containsString("alice: "));
  }

  @Test
  void grownSession_isSummarisedInAdvance_andItsSummaryStandsInTheBlock() {
    converse(16);
    model.answers(tenant, "They plan a wedding%2$s, said in %1$d messages.");

    assertThat(summaries.renew(grown().orElseThrow())).isTrue();
    summary()
        .body("parts.find { it.kind == 'summary' }.made_by", equalTo("test-model"))
        .body(
            "parts.find { it.kind == 'summary' }.text",
            containsString("They plan a wedding, said in 11 messages."));
    assertThat(grown()).isEmpty();

    converse(10);
    assertThat(summaries.renew(grown().orElseThrow())).isTrue();
    summary()
        .body(
            "parts.find { it.kind == 'summary' }.text",
            containsString("They plan a wedding+, said in 10 messages."));
  }

  @Test
  void summaryMadeLater_tellsNothingOfThePast() {
    converse(16);
    model.answers(tenant, "They plan a wedding.");
    Grown session = grown().orElseThrow();
    Instant before = Instant.now();
    summaries.renew(session);

    assertThat(store.newest(tenant, session.sessionId(), 100, before)).isEmpty();
    assertThat(store.newest(tenant, session.sessionId(), 100, Instant.now())).isPresent();
  }

  @Test
  void noModelAnswers_saysSo_andLosesNothing() {
    converse(16);

    assertThat(summaries.renew(grown().orElseThrow())).isFalse();
    assertThat(grown()).isPresent();
  }

  @Test
  void changedOrForgottenMessage_takesTheSummariesThatTellOfItAlong() {
    List<UUID> ids = converse(16);
    model.answers(tenant, "Their secret is out.");
    summaries.renew(grown().orElseThrow());

    gateway().delete("/v1/memories/" + ids.getFirst()).then().statusCode(202);

    summary()
        .body(
            "parts.find { it.kind == 'summary' }.text",
            not(containsString("Their secret is out.")));
    summaries.renew(grown().orElseThrow());
    gateway()
        .body(Map.of("text", "We plan a cruise of several weeks together"))
        .patch("/v1/memories/" + ids.get(1))
        .then()
        .statusCode(200);
    assertThat(grown()).isPresent();
  }

  @Test
  void messageThatIsForgottenWhileTheModelReads_leavesNoSummary() {
    List<UUID> ids = converse(16);
    Grown session = grown().orElseThrow();
    var read = store.messages(session, 100);
    gateway().delete("/v1/memories/" + ids.getFirst()).then().statusCode(202);

    store.keep(session, new SummaryStore.Kept(11, "Their secret is out.", "test-model"), read);

    assertThat(store.newest(tenant, session.sessionId(), 100, null)).isEmpty();
  }

  private List<UUID> converse(int messages) {
    List<UUID> ids = new ArrayList<>();
    for (int i = 0; i < messages; i++) {
      ids.add(recorded("We talk about the wedding in Bergen, message %d. It rains.".formatted(i)));
    }
    return ids;
  }

  private Optional<Grown> grown() {
    return store.grown(Summaries.GROWTH, 100_000).stream()
        .filter(g -> g.tenantId().equals(tenant))
        .findFirst();
  }

  private ValidatableResponse summary() {
    return gateway()
        .body(
            Map.of(
                "user_id", "alice",
                "session_id", "s",
                "query", "unheard of",
                "token_budget", 1000))
        .post("/v1/context")
        .then()
        .statusCode(200);
  }
}
