package dev.memary.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.memary.systemtests.MemaryClient.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The mistakes of the Python project whose ideas this platform carries on: none may come back. */
class OriginalBugsTest {
  private static final List<String> PLACES =
      List.of(
          "Berlin", "Lisbon", "Tokyo", "Paris", "Madrid", "Vienna", "Rome", "Dublin", "Oslo",
          "Prague", "Athens", "Cairo", "Lima", "Boston", "Chicago", "Denver", "Seattle", "Dallas",
          "Toronto", "Sydney", "Munich", "Hamburg", "Geneva", "Milan");

  private final MemaryClient memary = RunningPlatform.newTenant("*");
  private final String alice = MemaryClient.newUser();
  private final String bob = MemaryClient.newUser();

  /** It sorted ascending: its "top 20" were the twenty entities it knew least. */
  @Test
  void ascendingTop20_theBestKnownComeFirst() {
    IntStream.range(0, PLACES.size())
        .forEach(i -> memary.remember(alice, "s", "Emma visited " + PLACES.get(i) + "."));
    IntStream.range(0, 4).forEach(i -> memary.remember(alice, "s", "Emma visited Tokyo."));
    memary.awaitUnderstood(alice, PLACES.size() + 4);

    JsonNode top = memary.get("/v1/spaces/user:" + alice + "/entities?top=20").body();

    assertThat(top.get("entities")).hasSize(20);
    assertThat(top.get("entities").get(0).get("name").asText()).isEqualTo("Emma");
    assertThat(top.get("entities").get(1).get("name").asText()).isEqualTo("Tokyo");
    assertThat(top.get("entities").get(1).get("count").asInt()).isEqualTo(5);
  }

  /** It counted the whole stream again every turn: five mentions became fifteen. */
  @Test
  void triangularCounts_fiveMentionsCountFive() {
    for (int turn = 1; turn <= 5; turn++) {
      memary.remember(alice, "s", "Emma visited Tokyo.");
      memary.awaitUnderstood(alice, turn);
    }

    assertThat(memary.entityCounts(alice)).containsEntry("emma", 5L).containsEntry("tokyo", 5L);
  }

  /** Clearing left the entity store in memory; the next save brought it back. */
  @Test
  void resurrectionAfterClear_whatIsForgottenStaysForgotten() {
    memary.remember(alice, "s", "Emma visited Tokyo.");
    memary.awaitUnderstood(alice, 1);
    forget(alice);

    memary.remember(alice, "s", "Paul visited Lisbon.");
    memary.awaitUnderstood(alice, 1);

    assertThat(memary.entityCounts(alice)).containsOnlyKeys("paul", "lisbon");
    assertThat(memary.search(alice, "Who visited Tokyo?").get("results").toString())
        .doesNotContain("Emma");
  }

  /** On Neo4j one user's clear deleted everybody's graph. */
  @Test
  void oneUsersClearWipingAnothers_leavesTheOtherAlone() {
    memary.remember(alice, "s", "Emma visited Tokyo.");
    memary.remember(bob, "s", "Emma visited Tokyo.");
    memary.awaitUnderstood(alice, 1);
    memary.awaitUnderstood(bob, 1);

    forget(alice);

    assertThat(memary.entityCounts(bob)).containsEntry("emma", 1L).containsEntry("tokyo", 1L);
    assertThat(memary.search(bob, "Who visited Tokyo?").get("results")).isNotEmpty();
  }

  /** Stream, entities, chat and personas were files that all users shared. */
  @Test
  void sharedFilesBetweenUsers_usersAtOnceNeverMeet() throws Exception {
    List<String> users = IntStream.range(0, 8).mapToObj(i -> MemaryClient.newUser()).toList();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Void>> conversations =
          IntStream.range(0, users.size())
              .<Callable<Void>>mapToObj(i ->
                  () -> {
                    for (int turn = 0; turn < 3; turn++) {
                      memary.remember(users.get(i), "s", "Emma visited " + PLACES.get(i) + ".");
                    }
                    return null;
                  })
              .toList();
      for (var conversation : threads.invokeAll(conversations)) {
        conversation.get();
      }
    }

    for (int i = 0; i < users.size(); i++) {
      memary.awaitUnderstood(users.get(i), 3);
      assertThat(memary.entityCounts(users.get(i)))
          .isEqualTo(Map.of("emma", 3L, PLACES.get(i).toLowerCase(), 3L));
    }
  }

  private void forget(String user) {
    Answer receipt = memary.delete("/v1/spaces/user:" + user);
    assertThat(receipt.status()).isEqualTo(202);
    String id = receipt.body().get("receipt_id").asText();
    Awaitility.await("forgotten everywhere")
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(() ->
            assertThat(memary.get("/v1/receipts/" + id).body().get("status").asText())
                .isEqualTo("complete"));
  }
}
