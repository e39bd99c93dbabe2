package dev.memary.router.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memary.router.chat.Usage;
import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PriceTest {
  private static final Price PRICE =
      new Price(decimal("2.50"), decimal("1.25"), decimal("10"), decimal("0.005"), decimal("3.60"));

  @Test
  void tokens_cachedOnesCheaper_andTheRequestItself() {
    Usage usage = new Usage(1_000, 200, 400, null);

    assertThat(PRICE.of(usage, Duration.ZERO))
        .isEqualByComparingTo(
            decimal("0.0015").add(decimal("0.0005")).add(decimal("0.002")).add(decimal("0.005")));
  }

  @Test
  void gpu_bySecond() {
    assertThat(PRICE.of(Usage.NONE, Duration.ofSeconds(10))).isEqualByComparingTo("0.01");
  }

  @Test
  void whatTheProviderSays_counts() {
    assertThat(PRICE.of(new Usage(1_000, 200, 0, decimal("0.4")), Duration.ZERO))
        .isEqualByComparingTo("0.4");
  }

  @Test
  void nothingTaken_costsNothing() {
    assertThat(PRICE.of(Usage.NONE, Duration.ZERO)).isEqualByComparingTo("0");
  }

  private static BigDecimal decimal(String value) {
    return new BigDecimal(value);
  }
}
