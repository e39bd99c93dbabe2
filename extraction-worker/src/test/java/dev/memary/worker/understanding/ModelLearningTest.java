package dev.memary.worker.understanding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memary.worker.extraction.Extraction;
import dev.memary.worker.extraction.Role;
import dev.memary.worker.extraction.Utterance;
import dev.memary.worker.understanding.LanguageModel.Answer;
import dev.memary.worker.validation.Flaw;
import dev.memary.worker.validation.Proposal;
import dev.memary.worker.validation.Validator;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** When a model is asked, and what is done when it answers badly or not at all. */
class ModelLearningTest {
  private static final Instant MAY = Instant.parse("2026-05-01T00:00:00Z");
  private static final Spent TEN = new Spent("test-model", 6, 4, BigDecimal.ZERO);

  private final UUID space = UUID.randomUUID();
  private final AtomicLong clock = new AtomicLong();
  private final List<List<String>> asked = new CopyOnWriteArrayList<>();
  private final Map<UUID, Long> spent = new HashMap<>();
  private Function<List<String>, Answer> model = texts -> proposed(texts.size());

  @Test
  void messagesOfASession_areAskedAboutTogether_othersNot() {
    UUID one = UUID.randomUUID();
    UUID two = UUID.randomUUID();

    List<Understood> learnt =
        learning(0)
            .learn("t", List.of(said(one, "a"), said(two, "b"), said(one, "c"), said(one, "d")));

    assertThat(asked).containsExactlyInAnyOrder(List.of("a", "c", "d"), List.of("b"));
    assertThat(learnt).extracting(u -> u.episode().text()).containsExactly("a", "b", "c", "d");
    assertThat(learnt).allMatch(u -> u.extraction().extractor().equals("model-1/test"));
    assertThat(learnt.stream().mapToInt(u -> u.effort().spent().tokens()).sum()).isEqualTo(20);
  }

  @Test
  void noModelAnswers_rulesAtOnce_provisional_andNobodyIsAskedForAWhile() {
    model = texts -> new Answer.Silent("status_503", null);
    ModelLearning learning = learning(0);

    assertThat(learning.learn("t", List.of(said("a")))).allMatch(ModelLearningTest::provisional);
    assertThat(learning.learn("t", List.of(said("b")))).allMatch(ModelLearningTest::provisional);
    assertThat(asked).hasSize(1);

    clock.addAndGet(Duration.ofMinutes(1).toNanos());
    model = texts -> proposed(texts.size());
    assertThat(learning.learn("t", List.of(said("c")))).noneMatch(ModelLearningTest::provisional);
  }

  @Test
  void oneBadMessage_doesNotTakeTheOthersWithIt() {
    UUID session = UUID.randomUUID();
    model =
        texts ->
            texts.contains("bad") ? new Answer.Unusable("unreadable", TEN) : proposed(texts.size());

    List<Understood> learnt =
        learning(0)
            .learn("t", List.of(said(session, "a"), said(session, "bad"), said(session, "c")));

    assertThat(asked).hasSize(4);
    assertThat(learnt)
        .extracting(u -> u.effort().rejected())
        .containsExactly(null, "unreadable", null);
    assertThat(learnt.get(1).extraction().extractor()).isEqualTo("rules");
    assertThat(learnt).noneMatch(ModelLearningTest::provisional);
  }

  @Test
  void spaceThatHasUsedUpItsDay_isUnderstoodByRules() {
    spent.put(space, 1_000L);

    assertThat(learning(1_000).learn("t", List.of(said("a"))))
        .allMatch(ModelLearningTest::provisional);
    assertThat(asked).isEmpty();
  }

  @Test
  void wordsOfAssistants_areNoQuestionToAModel() {
    EpisodeText answer =
        new EpisodeText(
            UUID.randomUUID(),
            space,
            UUID.randomUUID(),
            Role.ASSISTANT,
            "assistant",
            List.of(),
            "You like walnuts.",
            MAY,
            MAY,
            List.of(),
            1);

    assertThat(learning(0).learn("t", List.of(answer))).noneMatch(ModelLearningTest::provisional);
    assertThat(asked).isEmpty();
  }

  @Test
  void reconsidering_leavesOutWhatNobodyAnswersFor() {
    model = texts -> new Answer.Silent("timeout", Duration.ofSeconds(1));

    assertThat(learning(0).reconsider("t", List.of(said("a")))).isEmpty();
  }

  private static boolean provisional(Understood understood) {
    return understood.effort().provisional();
  }

  private ModelLearning learning(long dailyTokens) {
    return new ModelLearning(
        (tenant, utterances) -> {
          List<String> texts = utterances.stream().map(Utterance::text).toList();
          asked.add(texts);
          return model.apply(texts);
        },
        new Validator(String::length),
        new Learning(utterance -> Extraction.nothing("rules")),
        (tenant, spaces) -> spent,
        new ModelEvents() {
          @Override
          public void flawed(Map<Flaw, Integer> flaws) {
            assertThat(flaws).isEmpty();
          }

          @Override
          public void asked(String outcome, Spent tokens) {
            assertThat(outcome).isNotBlank();
          }
        },
        new ModelLimits(8, 1_000, 2, Duration.ofMinutes(1), Duration.ofSeconds(15), dailyTokens),
        String::length,
        clock::get);
  }

  private static Answer proposed(int messages) {
    Proposal nothing = new Proposal(List.of(), List.of());
    return new Answer.Proposed("model-1/test", Collections.nCopies(messages, nothing), TEN);
  }

  private EpisodeText said(String text) {
    return said(UUID.randomUUID(), text);
  }

  private EpisodeText said(UUID session, String text) {
    return new EpisodeText(
        UUID.randomUUID(),
        space,
        session,
        Role.USER,
        "Alice",
        List.of("Alice"),
        text,
        MAY.plusSeconds(asked.size() + text.charAt(0)),
        MAY,
        List.of(),
        1);
  }
}
