package dev.memary.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memary.localstack.ProcessStatus;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Every process is killed at once, the moment 500 episodes are acknowledged. */
@Order(Integer.MAX_VALUE)
class CrashTest {
  private static final int EPISODES = 500;
  private static final int SENTENCES = 20;
  private static final List<String> PEOPLE = List.of("Emma", "Paul", "Sophie", "Oliver");
  private static final List<String> PLACES =
      List.of("Berlin", "Lisbon", "Tokyo", "Paris", "Madrid");

  private final MemaryClient memary = RunningPlatform.newTenant("*");
  private final String user = MemaryClient.newUser();

  /**
   * What the platform counts when nothing goes wrong is the measure: every sentence once, then 25
   * times each.
   */
  @Test
  void everythingKilled_afterAcknowledgement_losesNothingAndCountsNothingTwice() {
    String undisturbed = MemaryClient.newUser();
    IntStream.range(0, SENTENCES).forEach(i -> remember(undisturbed, i));
    memary.awaitUnderstood(undisturbed, SENTENCES);
    Map<String, Long> once = memary.entityCounts(undisturbed);

    IntStream.range(0, EPISODES).forEach(i -> remember(user, i));
    RunningPlatform.stack().status().stream()
        .map(ProcessStatus::name)
        .forEach(RunningPlatform.stack()::kill);
    RunningPlatform.stack().startWithServices();

    memary.awaitUnderstood(user, EPISODES);
    Map<String, Long> expected = new TreeMap<>();
    once.forEach((name, count) -> expected.put(name, count * EPISODES / SENTENCES));
    assertThat(once).containsKeys("emma", "berlin", "paul", "tokyo");
    assertThat(memary.entityCounts(user)).isEqualTo(expected);
  }

  private void remember(String who, int i) {
    String sentence =
        PEOPLE.get(i % PEOPLE.size()) + " visited " + PLACES.get(i % PLACES.size()) + ".";
    assertThat(memary.remember(who, "s" + i % 10, sentence).status()).isEqualTo(202);
  }
}
