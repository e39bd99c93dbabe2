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
  private static final List<String> PEOPLE = List.of("Emma", "Paul", "Sophie", "Oliver");
  private static final List<String> PLACES =
      List.of("Berlin", "Lisbon", "Tokyo", "Paris", "Madrid");

  private final MemaryClient memary = RunningPlatform.newTenant("*");
  private final String user = MemaryClient.newUser();

  @Test
  void everythingKilled_afterAcknowledgement_losesNothingAndCountsNothingTwice() {
    Map<String, Long> expected = new TreeMap<>();
    IntStream.range(0, EPISODES)
        .forEach(i -> {
          String person = PEOPLE.get(i % PEOPLE.size());
          String place = PLACES.get(i % PLACES.size());
          expected.merge(person.toLowerCase(), 1L, Long::sum);
          expected.merge(place.toLowerCase(), 1L, Long::sum);
          assertThat(
                  memary.remember(user, "s" + i % 10, person + " visited " + place + ".").status())
              .isEqualTo(202);
        });

    RunningPlatform.stack().status().stream()
        .map(ProcessStatus::name)
        .forEach(RunningPlatform.stack()::kill);
    RunningPlatform.stack().startWithServices();

    memary.awaitUnderstood(user, EPISODES);
    Map<String, Long> counted = memary.entityCounts(user);
    assertThat(counted).containsAllEntriesOf(expected);
    assertThat(counted.values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(expected.values().stream().mapToLong(Long::longValue).sum());
  }
}
