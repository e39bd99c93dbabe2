package dev.memary.kg.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memary.kg.integration.Chronology.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChronologyTest {
  private static final Instant MARCH = Instant.parse("2026-03-01T00:00:00Z");
  private static final Instant APRIL = Instant.parse("2026-04-01T00:00:00Z");
  private static final Instant MAY = Instant.parse("2026-05-01T00:00:00Z");
  private static final Instant JUNE = Instant.parse("2026-06-01T00:00:00Z");
  private static final Instant JULY = Instant.parse("2026-07-01T00:00:00Z");

  @Test
  void nothingElse_lasts() {
    assertThat(Chronology.histories(List.of())).isEmpty();
    assertThat(histories(said("oslo", MAY), said("oslo", JULY)))
        .isEqualTo(Map.of("oslo", lasting(new Spell(null, null))));
  }

  @Test
  void overtaken_endsWithTheFirstThatFollows() {
    assertThat(histories(said("oslo", MAY), said("bergen", JUNE), said("rome", JULY)))
        .isEqualTo(
            Map.of(
                "oslo", new History(List.of(new Spell(null, JUNE)), JUNE, "bergen"),
                "bergen", new History(List.of(new Spell(JUNE, JULY)), JULY, "rome"),
                "rome", lasting(new Spell(JULY, null))));
  }

  @Test
  void awayAndBack_isTwoSpells() {
    assertThat(histories(said("oslo", MAY), said("bergen", JUNE), said("oslo", JULY)))
        .isEqualTo(
            Map.of(
                "oslo",
                lasting(new Spell(null, JUNE), new Spell(JULY, null)),
                "bergen",
                new History(List.of(new Spell(JUNE, JULY)), JULY, "oslo")));
  }

  @Test
  void endedAndBegunAgain_isTwoSpells() {
    assertThat(histories(said("chess", MAY), ended("chess", JUNE), said("chess", JULY)))
        .containsValue(lasting(new Spell(null, JUNE), new Spell(JULY, null)));
  }

  @Test
  void whatIsTold_countsFromWhenItWasTrue() {
    Instant long_ago = Instant.parse("2010-01-01T00:00:00Z");

    assertThat(histories(said("oslo", MAY), stated("paris", JULY, long_ago, null, 0.9)))
        .containsEntry("paris", new History(List.of(new Spell(long_ago, MAY)), JULY, "oslo"))
        .containsEntry("oslo", lasting(new Spell(MAY, null)));
  }

  @Test
  void atTheSameTime_bothStand() {
    assertThat(histories(said("oslo", MAY), said("bergen", MAY)).values())
        .allMatch(history -> history.invalidatedAt() == null);
  }

  @Test
  void notTrusted_overtakesNothing_andDoesNotCountBesideWhatIs() {
    assertThat(histories(said("oslo", MAY), stated("bergen", JULY, null, null, 0.3)))
        .containsEntry("oslo", lasting(new Spell(null, null)));
    assertThat(
            histories(
                said("oslo", MAY), said("bergen", JUNE), stated("oslo", JULY, null, null, 0.3)))
        .containsEntry("oslo", new History(List.of(new Spell(null, JUNE)), JUNE, "bergen"))
        .containsEntry("bergen", lasting(new Spell(JUNE, null)));
  }

  @Test
  void onlyEverToldAsPast_wasNeverInvalidated() {
    assertThat(histories(said("oslo", MAY), ended("bergen", JULY)))
        .containsEntry("oslo", lasting(new Spell(null, null)))
        .containsEntry("bergen", new History(List.of(new Spell(null, JULY)), null, null));
  }

  @Test
  void aStayWithAnEnd_overtakesNothing() {
    Statement summer = stated("rome", JULY, MAY, JUNE, 0.9);

    assertThat(histories(said("oslo", MARCH), summer))
        .containsEntry("oslo", lasting(new Spell(null, null)))
        .containsEntry("rome", new History(List.of(new Spell(MAY, JUNE)), null, null));
  }

  @Test
  void anEndAtTheLatest_isCutByWhatFollowed_aNamedOneIsNot() {
    Statement someday = stated("rome", JULY, MARCH, JULY, 0.9);
    Statement named = stated("paris", JULY, MARCH, JUNE, 0.9);

    Map<String, History> histories = histories(someday, named, said("oslo", MAY));

    assertThat(histories.get("rome").spells()).containsExactly(new Spell(MARCH, MAY));
    assertThat(histories.get("paris").spells()).containsExactly(new Spell(MARCH, JUNE));
  }

  @Test
  void endDatedBeforeWhatWasLastSaid_isAnEndAllTheSame() {
    Statement quit = stated("acme", JULY, null, MARCH, 0.9);

    assertThat(histories(said("acme", APRIL), said("acme", JUNE), quit))
        .containsValue(new History(List.of(new Spell(null, JULY)), JULY, null));
  }

  @Test
  void endThatIsKnownAlready_changesNothing() {
    Statement toldAgain = stated("acme", JULY, null, APRIL, 0.9);

    assertThat(histories(said("acme", MARCH), ended("acme", APRIL), said("acme", MAY), toldAgain))
        .containsValue(lasting(new Spell(null, APRIL), new Spell(MAY, null)));
  }

  @Test
  void endInOtherWords_endsAllThatSaysTheSame() {
    Statement moved = statement("move", "move_to", "oslo", UUID.randomUUID(), MAY, null, null, 0.9);
    Statement left = statement("live", "live_in", "oslo", UUID.randomUUID(), JULY, null, JULY, 0.9);

    assertThat(histories(moved, left))
        .containsEntry("move", new History(List.of(new Spell(null, JULY)), JULY, null))
        .containsEntry("live", new History(List.of(new Spell(null, JULY)), null, null));
  }

  @Test
  void takenBack_neverHeld_andOvertookNothing() {
    Statement never = stated("bergen", JULY, JULY, JULY, 0.9);

    assertThat(histories(said("oslo", MAY), said("bergen", JUNE), never))
        .containsEntry("oslo", lasting(new Spell(null, null)))
        .containsEntry("bergen", new History(List.of(), JULY, null));
    assertThat(histories(stated("oslo", JUNE, MAY, MAY, 0.3)))
        .containsEntry("oslo", new History(List.of(), JUNE, null));
  }

  @Test
  void saidAgain_afterItWasTakenBack_holds() {
    Statement never = stated("bergen", JUNE, JUNE, JUNE, 0.9);

    assertThat(histories(said("bergen", MAY), never, said("bergen", JULY)))
        .containsEntry("bergen", lasting(new Spell(null, null)));
  }

  @Test
  void announcedAnew_countsFromTheNewDate() {
    Statement announced = stated("bergen", MARCH, MAY, null, 0.9);
    Statement postponed = stated("bergen", APRIL, JULY, null, 0.9);

    assertThat(histories(said("oslo", MARCH), announced, postponed))
        .containsEntry("bergen", lasting(new Spell(JULY, null)))
        .containsEntry("oslo", new History(List.of(new Spell(null, JULY)), APRIL, "bergen"));
  }

  @Test
  void severalInOneBreath_areSeveralAtATime() {
    UUID breath = UUID.randomUUID();
    Statement nurse = statement("nurse", "work_as", "nurse", breath, MAY, null, null, 0.9);
    Statement singer = statement("singer", "work_as", "singer", breath, MAY, null, null, 0.9);

    assertThat(histories(nurse, singer, said("painter", JULY)).values())
        .allMatch(history -> history.spells().equals(List.of(new Spell(null, null))));
  }

  /** Spells are in order and apart; only the first begins and only the last ends in the unknown. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void whateverIsStated_orderLeavesNoTrace_andSpellsAreApart(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      List<Statement> statements =
          new ArrayList<>(
              IntStream.range(0, 1 + random.nextInt(9)).mapToObj(i -> any(random)).toList());
      Map<String, History> expected = Chronology.histories(statements);
      Collections.shuffle(statements, random);
      assertThat(Chronology.histories(statements)).as("%s", statements).isEqualTo(expected);
      expected.values().forEach(history -> assertApart(history.spells()));
    }
  }

  private static void assertApart(List<Spell> spells) {
    for (int i = 0; i < spells.size(); i++) {
      Spell spell = spells.get(i);
      assertThat(spell.isEmpty()).isFalse();
      assertThat(Spell.parse(spell.text())).isEqualTo(spell);
      if (i > 0) {
        assertThat(spells.get(i - 1).to()).isNotNull().isBeforeOrEqualTo(spell.from());
      }
    }
  }

  private static Statement any(Random random) {
    List<String> objects = List.of("oslo", "bergen", "rome");
    String object = objects.get(random.nextInt(3));
    String predicate = random.nextBoolean() ? "live_in" : "move_to";
    return statement(
        predicate + object,
        predicate,
        object,
        new UUID(0, random.nextInt(4)),
        day(random),
        random.nextInt(3) == 0 ? day(random) : null,
        random.nextInt(3) == 0 ? day(random) : null,
        random.nextInt(4) == 0 ? 0.3 : 0.9);
  }

  private static Instant day(Random random) {
    return MAY.plusSeconds(86_400L * random.nextInt(12));
  }

  private static History lasting(Spell... spells) {
    return new History(List.of(spells), null, null);
  }

  private static Map<String, History> histories(Statement... statements) {
    return Chronology.histories(List.of(statements));
  }

  private static Statement said(String object, Instant at) {
    return stated(object, at, null, null, 0.9);
  }

  private static Statement ended(String object, Instant at) {
    return stated(object, at, null, at, 0.9);
  }

  private static Statement stated(
      String object, Instant at, @Nullable Instant from, @Nullable Instant to, double confidence) {
    return statement(object, "live_in", object, UUID.randomUUID(), at, from, to, confidence);
  }

  private static Statement statement(
      String fact,
      String predicate,
      String object,
      UUID episode,
      Instant at,
      @Nullable Instant from,
      @Nullable Instant to,
      double confidence) {
    return new Statement(fact, predicate, object, episode, at, at, new Spell(from, to), confidence);
  }
}
