package dev.memary.systemtests.recall;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memary.systemtests.RunningPlatform;
import dev.memary.systemtests.recall.Dataset.Conversation;
import dev.memary.systemtests.recall.Dataset.Question;
import dev.memary.systemtests.recall.Dataset.Turn;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/**
 * Thirty questions that two turns of different sessions answer together, the second of which shares
 * no name with the question ("Where does Alice's manager live?"): how often both are among the
 * first five results. {@code docs/retrieval.md} tells the figures.
 */
class MultiHopTest {
  /** Held by the recipe for conversations, facts included; to be raised by what finds more. */
  private static final double FLOOR = 0.2;

  private static final String WITHOUT_GRAPH = "conversation -surroundings -session -neighbours";
  private static final List<String> EPISODES = List.of("episodes");
  private static final List<String> EPISODES_AND_FACTS = List.of("episodes", "facts");
  private static final int DISTRACTORS = 10;

  private static final Set<String> QUESTION_WORDS =
      Set.of(
          "which", "what", "where", "who", "does", "did", "the", "for", "that", "have", "from",
          "with", "kind");

  @Test
  void bothHops_amongTheFirstFive() throws Exception {
    Exam exam = Exam.of(RunningPlatform.newTenant("*"), dataset().conversations());
    System.out.printf("%-48s %-16s %6s %6s %6s%n", "recipe", "include", "all@5", "R@5", "R@10");
    for (String recipe : List.of("conversation", "conversation -surroundings", WITHOUT_GRAPH)) {
      for (List<String> include : List.of(EPISODES, EPISODES_AND_FACTS)) {
        Score score = score(exam, recipe, include);
        System.out.printf(
            "%-48s %-16s %6.3f %6.3f %6.3f%n",
            recipe, String.join(",", include), score.allAt5(), score.at5(), score.at10());
      }
    }

    assertThat(score(exam, "conversation", EPISODES_AND_FACTS).allAt5())
        .isGreaterThanOrEqualTo(FLOOR);
  }

  @Test
  void everyQuestion_needsTwoSessions_amongDistractors() throws Exception {
    Dataset dataset = dataset();

    assertThat(dataset.conversations().stream().flatMap(c -> c.questions().stream())).hasSize(30);
    for (Conversation conversation : dataset.conversations()) {
      for (Question question : conversation.questions()) {
        assertThat(question.evidence()).hasSize(2);
        assertThat(question.evidence().stream().map(id -> id.split(":")[0]).distinct()).hasSize(2);
        assertThat(distractors(conversation, question))
            .as(question.text())
            .isGreaterThanOrEqualTo(DISTRACTORS);
      }
    }
  }

  private static Score score(Exam exam, String recipe, List<String> include) {
    return Score.mean(
        exam.ask(recipe, include, new Histogram(3)).values().stream()
            .flatMap(Collection::stream)
            .toList());
  }

  /** Turns that share a word with the question and do not answer it. */
  private static long distractors(Conversation conversation, Question question) {
    Set<String> asked = words(question.text());
    return conversation.sessions().stream()
        .flatMap(List::stream)
        .filter(turn -> !question.evidence().contains(turn.id()))
        .map(Turn::text)
        .filter(text -> words(text).stream().anyMatch(asked::contains))
        .count();
  }

  /** Without endings, roughly. */
  private static Set<String> words(String text) {
    return Arrays.stream(text.toLowerCase(Locale.ROOT).split("[^\\p{L}]+"))
        .filter(word -> word.length() > 2 && !QUESTION_WORDS.contains(word))
        .map(word -> word.replaceAll("(ing|es|ed|s|e)$", ""))
        .collect(toSet());
  }

  private static Dataset dataset() throws IOException, URISyntaxException {
    return Dataset.read(
        Path.of(Objects.requireNonNull(MultiHopTest.class.getResource("/multi-hop.json")).toURI()));
  }
}
