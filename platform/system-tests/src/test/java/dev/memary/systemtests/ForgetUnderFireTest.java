package dev.memary.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.memary.localstack.ProcessStatus;
import dev.memary.systemtests.soak.Leftovers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * Twenty spaces are erased while their episodes are being indexed, understood and recalled, and a
 * service is killed in the middle: afterwards nothing of them is found anywhere.
 */
@Order(Integer.MAX_VALUE - 1)
class ForgetUnderFireTest {
  private static final int SPACES = 20;
  private static final int EPISODES = 12;
  private static final String VICTIM = "kg-service";

  /** Stands in every text, name and id the users bring, and nowhere else in the world. */
  private final String marker = "Zq" + UUID.randomUUID().toString().substring(0, 8);

  /** All readers together stay below what a key may ask in a second. */
  private static final Duration BETWEEN_SEARCHES = Duration.ofMillis(40);

  private final MemaryClient memary = RunningPlatform.newTenant("*");
  private final List<String> users =
      IntStream.range(0, SPACES).mapToObj(i -> MemaryClient.newUser()).toList();

  @Test
  void spacesErased_whileInUse_andAServiceKilled_leaveNothing() throws Exception {
    String survivor = MemaryClient.newUser();
    assertThat(memary.remember(survivor, "s", "Emma visited Tokyo.").status()).isEqualTo(202);
    AtomicBoolean over = new AtomicBoolean();
    Map<String, String> receipts = new HashMap<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (String user : users) {
        IntStream.range(0, EPISODES).forEach(i -> remember(user, i));
      }
      List<Future<?>> readers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        readers.add(threads.submit(() -> recallUntil(over)));
      }
      for (int i = 0; i < SPACES; i++) {
        receipts.put(users.get(i), forget(users.get(i)));
        if (i == SPACES / 2) {
          RunningPlatform.stack().kill(VICTIM);
        }
      }
      RunningPlatform.stack().startWithServices();
      receipts.values().forEach(this::awaitComplete);
      over.set(true);
      for (Future<?> reader : readers) {
        reader.get();
      }
    }
    awaitQuiet(survivor);

    try (Leftovers leftovers = new Leftovers(RunningPlatform.stack())) {
      assertThat(leftovers.of(marker)).isEmpty();
    }
    for (String user : users) {
      assertThat(memary.status(user).get("episodes").asLong()).isZero();
      assertThat(memary.search(user, "Who visited " + marker).get("results")).isEmpty();
    }
    assertThat(memary.entityCounts(survivor)).containsEntry("tokyo", 1L);
    assertThat(RunningPlatform.stack().status())
        .allSatisfy(p -> assertThat(p.state()).isEqualTo(ProcessStatus.State.READY));
  }

  private void remember(String user, int i) {
    var message =
        Map.of(
            "role", "user",
            "name", "Nora" + marker,
            "content", "Emma" + marker + " visited Tokyo with Paul" + marker + ".",
            "external_id", marker + i,
            "metadata", Map.of("about", marker));
    assertThat(
            memary
                .post(
                    "/v1/memories",
                    Map.of("user_id", user, "session_id", marker, "messages", List.of(message)),
                    "Idempotency-Key",
                    user + i)
                .status())
        .isEqualTo(202);
  }

  private void recallUntil(AtomicBoolean over) {
    for (int i = 0; !over.get(); i++) {
      memary.search(users.get(i % SPACES), "Who visited Tokyo?");
      LockSupport.parkNanos(BETWEEN_SEARCHES.toNanos());
    }
  }

  private String forget(String user) {
    var answer = memary.delete("/v1/spaces/user:" + user);
    assertThat(answer.status()).isEqualTo(202);
    return answer.body().get("receipt_id").asText();
  }

  private void awaitComplete(String receipt) {
    Awaitility.await("receipt " + receipt)
        .atMost(Duration.ofMinutes(3))
        .pollInterval(Duration.ofMillis(300))
        .untilAsserted(() -> {
          JsonNode body = memary.get("/v1/receipts/" + receipt).body();
          assertThat(body.get("status").asText()).isEqualTo("complete");
          assertThat(body.get("parts")).isNotEmpty();
          body.get("parts")
              .forEach(part -> assertThat(part.hasNonNull("acknowledged_at")).isTrue());
        });
  }

  /**
   * Whatever was on its way when the spaces were erased has arrived by then: events of one space
   * stay in order.
   */
  private void awaitQuiet(String survivor) {
    for (int i = 0; i < 12; i++) {
      assertThat(memary.remember(survivor + i, "s", "Paul visited Lisbon.").status())
          .isEqualTo(202);
    }
    for (int i = 0; i < 12; i++) {
      memary.awaitUnderstood(survivor + i, 1);
    }
    memary.awaitUnderstood(survivor, 1);
  }
}
