package dev.memary.worker.extraction.classical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.memary.worker.extraction.EntityType;
import dev.memary.worker.extraction.ExtractedEntity;
import dev.memary.worker.extraction.ExtractedFact;
import dev.memary.worker.extraction.Extraction;
import dev.memary.worker.extraction.Role;
import dev.memary.worker.extraction.Utterance;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClassicalExtractorTest {

  @Test
  void firstPerson_becomesTheSpeaker_inAReadableStatement() {
    // When Alice speaks of herself
    ExtractedFact fact = onlyFact(Given.aliceSays("I work at Acme Corp."));

    // Then the statement stands on its own
    assertThat(fact.statement()).isEqualTo("Alice works at Acme Corp.");
    assertThat(fact.sentence()).isEqualTo("I work at Acme Corp.");
  }

  @Test
  void secondPerson_isTheOther_whenThereAreTwo() {
    ExtractedFact fact = onlyFact(Given.aliceSays("You live in Porto."));

    assertThat(fact.subject()).isEqualTo("Bob");
  }

  @Test
  void secondPerson_isNobody_whenThereAreThree() {
    // Given three people in the session
    List<String> three = List.of("Alice", "Bob", "Carol");
    Utterance utterance = new Utterance("You live in Porto.", "Alice", Role.USER, Given.NOW, three);

    // When Alice says "you", then nobody knows whom she means
    assertThat(Given.EXTRACTOR.extract(utterance).facts()).isEmpty();
  }

  @Test
  void thirdPerson_isTheLastCompatiblePerson() {
    Extraction extraction = Given.aliceSays("Emma and Paul came over. She plays the harp.");

    assertThat(onlyFact(extraction).statement()).isEqualTo("Emma plays the harp.");
  }

  @Test
  void oneSentence_withTwoObjectsAndADate_givesDatedFacts() {
    List<ExtractedFact> facts = Given.aliceSays("I started at Acme in Berlin in 2021.").facts();

    assertThat(facts)
        .extracting(ExtractedFact::predicate, f -> f.object().text(), ExtractedFact::validFrom)
        .containsExactly(
            tuple("work_at", "Acme", at("2021-01-01")),
            tuple("work_in", "Berlin", at("2021-01-01")));
  }

  @Test
  void usedTo_endsAtTheLatestNow() {
    ExtractedFact fact = onlyFact(Given.aliceSays("I used to live in Prague."));

    assertThat(fact.predicate()).isEqualTo("live_in");
    assertThat(fact.validTo()).isEqualTo(Given.NOW);
    assertThat(fact.statement()).isEqualTo("Alice used to live in Prague.");
  }

  @Test
  void aState_inThePast_isOver() {
    ExtractedFact fact = onlyFact(Given.aliceSays("I worked at Siemens in 2019."));

    assertThat(fact.validFrom()).isEqualTo(at("2019-01-01"));
    assertThat(fact.validTo()).isEqualTo(Given.NOW);
  }

  @Test
  void dates_areResolvedAgainstTheMomentOfSpeaking() {
    assertThat(dateOf("I arrived yesterday.")).isEqualTo("2024-05-14");
    assertThat(dateOf("I arrived on 8 May 2023.")).isEqualTo("2023-05-08");
    assertThat(dateOf("I arrived on May 8th, 2021.")).isEqualTo("2021-05-08");
    assertThat(dateOf("I arrived in March.")).isEqualTo("2024-03");
    assertThat(dateOf("I arrived in October.")).isEqualTo("2023-10");
    assertThat(dateOf("I will arrive in October.")).isEqualTo("2024-10");
    assertThat(dateOf("I will arrive next Friday.")).isEqualTo("2024-05-17");
    assertThat(dateOf("I arrived last week.")).isEqualTo("2024-W19");
    assertThat(dateOf("I arrived two years ago.")).isEqualTo("2022");
    assertThat(dateOf("I arrived in 2019.")).isEqualTo("2019");
    assertThat(dateOf("I arrived three days ago.")).isEqualTo("2024-05-12");
    assertThat(dateOf("I arrived last summer.")).isEqualTo("2023-06/2023-08");
  }

  @Test
  void impossibleDate_isIgnored() {
    assertThat(Given.aliceSays("I arrived on 31 February 2023.").entities()).isEmpty();
  }

  @Test
  void surfaceOfADate_isItsAlias() {
    ExtractedEntity date = Given.aliceSays("I arrived yesterday.").entities().getFirst();

    assertThat(date.type()).isEqualTo(EntityType.DATE);
    assertThat(date.aliases()).containsExactly("yesterday");
  }

  @Test
  void longMonologue_givesAtMostEightFacts_per512Tokens() {
    // Given thirty short facts, about 180 tokens
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 30; i++) {
      text.append("I like sport number").append(i).append(". ");
    }

    assertThat(Given.aliceSays(text.toString()).facts()).hasSize(8);
  }

  @Test
  void textWithoutLatinLetters_givesNothing() {
    assertThat(Given.aliceSays("我住在柏林，在谷歌工作。"))
        .isEqualTo(Extraction.nothing(ClassicalExtractor.VERSION));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "\n\n",
        "...",
        "?!?!",
        "🎉🎉🎉",
        "👩‍🚀 I",
        "\u0000\u0007\u001b[31m",
        "'s",
        "n't",
        "'",
        "’’’",
        "-",
        "I",
        "my",
        "I'm",
        "and and and",
        "1 2 3",
        "http://example.org/?a=b&c=d",
        "\ud83d",
        "Мы живём в Москве.",
        "I like",
        "on Monday",
        "named",
        "My sister,",
        "of the"
      })
  void oddInput_givesNoFact_andNoException(String text) {
    assertThat(Given.aliceSays(text).facts()).isEmpty();
  }

  @Test
  void hugeInputs_areReadInBoundedTime() {
    long start = System.nanoTime();

    Given.aliceSays("x".repeat(100_000));
    Given.aliceSays("I like tea and ".repeat(7_000));
    Given.aliceSays("I work at Acme. ".repeat(6_500));

    assertThat((System.nanoTime() - start) / 1_000_000_000).isLessThan(60);
  }

  @Test
  void namesOfFacts_areEntities() {
    Extraction extraction = Given.aliceSays("My sister Emma moved to Berlin and likes chess.");

    List<String> names = extraction.entities().stream().map(ExtractedEntity::name).toList();
    assertThat(extraction.facts()).isNotEmpty();
    assertThat(extraction.facts()).allMatch(fact -> names.contains(fact.subject()));
    assertThat(names).contains("Emma", "Berlin", "chess", "Alice");
  }

  @Test
  void manyThreads_seeTheSameResults() throws Exception {
    // Given what one thread extracts
    List<String> texts =
        LabelledSentence.of("labelled-sentences.txt").stream().map(LabelledSentence::text).toList();
    List<Extraction> alone = texts.stream().map(Given::aliceSays).toList();

    // When eight threads do the same at once
    List<Callable<List<Extraction>>> tasks = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      tasks.add(() -> texts.stream().map(Given::aliceSays).toList());
    }

    // Then all of them agree with it
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<List<Extraction>> together : threads.invokeAll(tasks)) {
        assertThat(together.get()).isEqualTo(alone);
      }
    }
  }

  private static ExtractedFact onlyFact(Extraction extraction) {
    assertThat(extraction.facts()).hasSize(1);
    return extraction.facts().getFirst();
  }

  private static String dateOf(String text) {
    return Given.aliceSays(text).entities().stream()
        .filter(entity -> entity.type() == EntityType.DATE)
        .map(ExtractedEntity::name)
        .findFirst()
        .orElse("none");
  }

  private static Instant at(String day) {
    return Instant.parse(day + "T00:00:00Z");
  }
}
