package dev.memary.kg.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memary.kg.integration.Chronology.Closing;
import dev.memary.kg.integration.Chronology.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChronologyTest {
  private static final Instant MAY = Instant.parse("2026-05-01T00:00:00Z");
  private static final Instant JUNE = Instant.parse("2026-06-01T00:00:00Z");
  private static final Instant JULY = Instant.parse("2026-07-01T00:00:00Z");

  @Test
  void nothingElse_staysOpen() {
    assertThat(Chronology.closings(List.of())).isEmpty();
    assertThat(closings(said("oslo", MAY), said("oslo", JULY))).isEmpty();
  }

  @Test
  void overtaken_isClosedByTheFirstThatFollows() {
    assertThat(closings(said("oslo", MAY), said("bergen", JUNE), said("rome", JULY)))
        .isEqualTo(
            Map.of(
                "oslo", new Closing(JUNE, JUNE, "bergen"),
                "bergen", new Closing(JULY, JULY, "rome")));
  }

  @Test
  void saidAgainLater_isOpen() {
    assertThat(closings(said("oslo", MAY), said("bergen", JUNE), said("oslo", JULY)))
        .containsOnlyKeys("bergen");
  }

  @Test
  void whatIsTold_countsFromWhenItWasTrue() {
    Statement then = stated("paris", JULY, Instant.parse("2010-01-01T00:00:00Z"), null, 0.9);

    assertThat(closings(said("oslo", MAY), then)).containsOnlyKeys("paris");
    assertThat(closings(said("oslo", MAY), then).get("paris"))
        .isEqualTo(new Closing(MAY, JULY, "oslo"));
  }

  @Test
  void atTheSameTime_bothStand() {
    assertThat(closings(said("oslo", MAY), said("bergen", MAY))).isEmpty();
  }

  @Test
  void notTrusted_closesNothing() {
    assertThat(closings(said("oslo", MAY), stated("bergen", JULY, null, null, 0.3))).isEmpty();
  }

  @Test
  void overWhenItIsSaid_closesNothing() {
    assertThat(closings(said("oslo", MAY), stated("bergen", JULY, null, JULY, 0.9)))
        .containsOnlyKeys()
        .isEmpty();
  }

  @Test
  void severalInOneBreath_areSeveralAtATime() {
    UUID breath = UUID.randomUUID();
    Statement nurse = statement("nurse", breath, MAY, null, null, 0.9);
    Statement singer = statement("singer", breath, MAY, null, null, 0.9);

    assertThat(closings(nurse, singer, said("painter", JULY))).isEmpty();
  }

  @Test
  void order_leavesNoTrace() {
    List<Statement> statements =
        new ArrayList<>(
            List.of(
                said("oslo", MAY),
                said("bergen", JUNE),
                said("rome", JUNE),
                said("oslo", JULY),
                stated("paris", JULY, MAY, null, 0.9)));
    Map<String, Closing> expected = Chronology.closings(statements);
    for (int seed = 0; seed < 20; seed++) {
      Collections.shuffle(statements, new Random(seed));
      assertThat(Chronology.closings(statements)).isEqualTo(expected);
    }
  }

  private static Map<String, Closing> closings(Statement... statements) {
    return Chronology.closings(List.of(statements));
  }

  private static Statement said(String object, Instant at) {
    return stated(object, at, null, null, 0.9);
  }

  private static Statement stated(
      String object, Instant at, @Nullable Instant from, @Nullable Instant to, double confidence) {
    return statement(object, UUID.randomUUID(), at, from, to, confidence);
  }

  private static Statement statement(
      String object,
      UUID episode,
      Instant at,
      @Nullable Instant from,
      @Nullable Instant to,
      double confidence) {
    return new Statement(object, "live_in", object, episode, at, at, from, to, confidence);
  }
}
