package dev.memary.worker.validation;

import static org.assertj.core.api.Assertions.assertThat;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import dev.memary.worker.extraction.EntityType;
import dev.memary.worker.extraction.ExtractedFact;
import dev.memary.worker.extraction.LabelledPassage;
import dev.memary.worker.extraction.LabelledPassage.LabelledFact;
import dev.memary.worker.extraction.Role;
import dev.memary.worker.extraction.Scorecard;
import dev.memary.worker.extraction.Utterance;
import dev.memary.worker.understanding.EpisodeText;
import dev.memary.worker.validation.Proposal.ObjectKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Sixty passages, read by a model that says what a careful reader would, and by one that makes
 * things up. It prints the tables of docs/extraction.md.
 */
class UntrustedModelTest {
  private static final Encoding ENCODING =
      Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.CL100K_BASE);
  private static final List<LabelledPassage> PASSAGES =
      LabelledPassage.all().stream().filter(p -> p.episode().role() == Role.USER).toList();
  private static final String NOBODY = "Zebulon";

  private final Validator validator = new Validator(ENCODING::countTokensOrdinary);

  @Test
  void faithfulModel_isBelieved() {
    for (String language : List.of("en", "zh")) {
      Scorecard score = new Scorecard();
      Map<Flaw, Integer> flaws = new EnumMap<>(Flaw.class);
      for (LabelledPassage passage : PASSAGES) {
        if (passage.language().equals(language)) {
          Validated validated = validated(passage, faithful(passage));
          validated.flaws().forEach((flaw, n) -> flaws.merge(flaw, n, Integer::sum));
          score.add(passage, validated.extraction());
        }
      }
      System.out.println(Scorecard.head());
      System.out.println(score.line("faithful model, " + language));
      System.out.println("not believed: " + flaws);
      score.mistakes().forEach(System.out::println);
      assertThat(score.factPrecision()).isGreaterThanOrEqualTo(0.95);
      assertThat(score.factRecall()).isGreaterThanOrEqualTo(0.85);
      assertThat(score.forbidden()).isZero();
    }
  }

  @Test
  void badModel_isNotBelieved() {
    Map<Flaw, Integer> flaws = new EnumMap<>(Flaw.class);
    Scorecard score = new Scorecard();
    int proposed = 0;
    for (LabelledPassage passage : PASSAGES) {
      Proposal bad = bad(passage);
      proposed += bad.facts().size();
      Validated validated = validated(passage, bad);
      validated.flaws().forEach((flaw, n) -> flaws.merge(flaw, n, Integer::sum));
      score.add(passage, validated.extraction());
      assertThat(validated.extraction().facts())
          .as(passage.id())
          .hasSizeLessThanOrEqualTo(8)
          .noneMatch(UntrustedModelTest::isMadeUp);
      assertThat(validated.extraction().entities())
          .as(passage.id())
          .noneMatch(e -> e.name().contains(NOBODY));
    }
    System.out.printf("bad model: %d facts proposed, not believed: %s%n", proposed, flaws);
    System.out.println(score.line("bad model"));
    score.mistakes().stream().filter(m -> m.startsWith("NEVER")).forEach(System.out::println);
    // Who lives where after a rumour, and whose flat it is: the words are all there.
    assertThat(score.forbidden()).isLessThanOrEqualTo(2);
    assertThat(flaws).containsKeys(Flaw.NAME_NOT_IN_TEXT, Flaw.QUOTE_NOT_IN_TEXT, Flaw.REPEATED);
  }

  private static boolean isMadeUp(ExtractedFact fact) {
    return (fact.subject() + fact.object().text() + fact.statement()).contains(NOBODY)
        || fact.validFrom() != null && fact.validFrom().toString().startsWith("1871")
        || fact.validTo() != null && fact.validTo().toString().startsWith("1871");
  }

  private Validated validated(LabelledPassage passage, Proposal proposal) {
    EpisodeText e = passage.episode();
    Utterance utterance =
        new Utterance(e.text(), e.speaker(), e.role(), e.occurredAt(), e.participants());
    return validator.validate(utterance, proposal, "model-1/test");
  }

  private static Proposal faithful(LabelledPassage passage) {
    return new Proposal(
        entities(passage),
        passage.facts().stream()
            .map(label -> fact(passage, label, label.since(), ended(label)))
            .toList());
  }

  private static @Nullable String ended(LabelledFact label) {
    return label.until() == null || label.until().equals("*") ? null : label.until();
  }

  private static List<Proposal.Entity> entities(LabelledPassage passage) {
    return passage.entities().entrySet().stream()
        .map(e -> new Proposal.Entity(e.getKey(), e.getValue()))
        .toList();
  }

  private static Proposal.Fact fact(
      LabelledPassage passage, LabelledFact label, @Nullable String since, @Nullable String until) {
    String object = first(label.object(), passage.episode().text());
    return new Proposal.Fact(
        first(label.subject(), passage.episode().speaker()),
        first(label.predicate(), "like"),
        object,
        kind(passage, object),
        "",
        passage.episode().text(),
        since,
        until,
        label.until() != null && !label.until().equals("*"),
        false);
  }

  private static ObjectKind kind(LabelledPassage passage, String object) {
    return passage.entities().containsKey(object) ? ObjectKind.ENTITY : ObjectKind.TEXT;
  }

  /** The first of the alternatives; of anything, something that stands in the text. */
  private static String first(String alternatives, String instead) {
    String first = alternatives.split("/")[0];
    return first.equals("*") ? instead : first;
  }

  /**
   * What must never be learnt, inventions, echoes, wrong dates, and one thing ten thousand times.
   */
  private static Proposal bad(LabelledPassage passage) {
    List<Proposal.Fact> facts = new ArrayList<>();
    String speaker = passage.episode().speaker();
    String text = passage.episode().text();
    passage.never().forEach(label -> facts.add(fact(passage, label, null, null)));
    facts.add(invented(NOBODY, "live_in", "Atlantis", text));
    facts.add(invented(speaker, "live_in", NOBODY, text));
    facts.add(invented(speaker, "like", "walnuts", "You told me that you like walnuts."));
    passage.facts().stream()
        .limit(1)
        .forEach(label -> facts.add(fact(passage, label, "1871-01-18", "1871-05-10")));
    facts.addAll(Collections.nCopies(10_000, invented(speaker, "know", NOBODY, "a b c")));
    passage.facts().stream()
        .limit(1)
        .forEach(label -> {
          Proposal.Fact right = fact(passage, label, null, null);
          facts.addAll(Collections.nCopies(1_000, right));
        });
    return new Proposal(
        Stream.concat(
                entities(passage).stream(),
                Stream.of(new Proposal.Entity(NOBODY, EntityType.PERSON)))
            .toList(),
        facts);
  }

  private static Proposal.Fact invented(
      String subject, String predicate, String object, String quote) {
    return new Proposal.Fact(
        subject,
        predicate,
        object,
        ObjectKind.TEXT,
        subject + " " + predicate + " " + object,
        quote,
        null,
        null,
        false,
        false);
  }
}
