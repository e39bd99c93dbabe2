package dev.memary.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchesTest {
  private final List<Integer> done = new ArrayList<>();
  private final List<Integer> aside = new ArrayList<>();

  @Test
  void badElements_amongGood_areSetAsideAlone() {
    Batches.process(
        numbers(20),
        this::refuseSevens,
        IllegalArgumentException.class::isInstance,
        this::setAside);

    assertThat(aside).containsExactly(7, 17);
    assertThat(done).hasSize(18).doesNotContain(7, 17);
  }

  @Test
  void failureThatMayPass_isThrownOn() {
    assertThatThrownBy(() ->
            Batches.process(
                numbers(4),
                batch -> {
                  throw new IllegalStateException("not now");
                },
                IllegalArgumentException.class::isInstance,
                this::setAside))
        .isInstanceOf(IllegalStateException.class);
    assertThat(aside).isEmpty();
  }

  private void refuseSevens(List<Integer> batch) {
    if (batch.stream().anyMatch(n -> n % 10 == 7)) {
      throw new IllegalArgumentException("seven");
    }
    done.addAll(batch);
  }

  private void setAside(int number, RuntimeException cause) {
    aside.add(number);
  }

  private static List<Integer> numbers(int count) {
    return IntStream.range(0, count).boxed().toList();
  }
}
