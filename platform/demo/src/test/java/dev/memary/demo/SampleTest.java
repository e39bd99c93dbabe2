package dev.memary.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memary.demo.Sample.Question;
import dev.memary.demo.Sample.Turn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.junit.jupiter.api.Test;

/** The sample keeps its promises, so that the demo's number means something. */
class SampleTest {

  private static final Set<String> SPEAKERS = Set.of("mira", "jona");
  private static final Set<String> MORE_STOP_WORDS =
      Set.of(
          "what", "which", "who", "where", "when", "how", "do", "doe", "did", "i", "my", "me",
          "you", "her", "she", "he", "his", "from", "so", "have", "ha", "am", "all", "get", "out",
          "can");

  private final Map<String, Turn> turns = new LinkedHashMap<>();
  private final List<Question> questions = Sample.questions();

  SampleTest() {
    Sample.conversation()
        .sessions()
        .forEach(session -> session.turns().forEach(turn -> turns.put(turn.externalId(), turn)));
  }

  @Test
  void conversation_isLongEnough() {
    List<Turn> all = List.copyOf(turns.values());
    Instant first = Instant.parse(all.getFirst().occurredAt());
    Instant last = Instant.parse(all.getLast().occurredAt());

    assertThat(Sample.conversation().speakers()).containsExactly("Mira", "Jonas");
    assertThat(Sample.conversation().sessions()).hasSizeGreaterThanOrEqualTo(12);
    assertThat(turns).hasSizeGreaterThanOrEqualTo(180).hasSize(Sample.conversation().turns());
    assertThat(Duration.between(first, last)).isBetween(Duration.ofDays(350), Duration.ofDays(380));
    assertThat(all).isSortedAccordingTo((a, b) -> a.occurredAt().compareTo(b.occurredAt()));
  }

  @Test
  void questions_areOfEveryKind() {
    assertThat(questions).hasSize(10);
    assertThat(ofKind("semantic")).hasSize(3);
    assertThat(ofKind("two_episodes")).hasSize(2).allMatch(q -> q.expected().size() == 2);
    assertThat(ofKind("changed")).hasSize(2);
    assertThat(ofKind("plain")).hasSize(3);
    assertThat(questions).allMatch(q -> turns.keySet().containsAll(q.expected()));
  }

  @Test
  void semanticQuestions_shareNoWordWithTheirEvidence() {
    for (Question question : ofKind("semantic")) {
      for (String id : question.expected()) {
        Set<String> shared = stems(question.question());
        shared.retainAll(stems(turn(id).text()));
        assertThat(shared).as(question.question()).isEmpty();
      }
    }
  }

  @Test
  void plainQuestions_shareWordsWithTheirEvidence() {
    for (Question question : ofKind("plain")) {
      Set<String> shared = stems(question.question());
      shared.retainAll(stems(turn(question.expected().getFirst()).text()));
      assertThat(shared).as(question.question()).isNotEmpty();
    }
  }

  @Test
  void twoEpisodeQuestions_needDifferentSessions() {
    assertThat(ofKind("two_episodes"))
        .allMatch(q -> !session(q.expected().get(0)).equals(session(q.expected().get(1))));
  }

  @Test
  void changedQuestions_expectTheNewerEpisode() {
    for (Question question : ofKind("changed")) {
      List<String> outdated = question.outdated() == null ? List.of() : question.outdated();
      assertThat(outdated).isNotEmpty();
      for (String old : outdated) {
        assertThat(turn(old).occurredAt())
            .isLessThan(turn(question.expected().getFirst()).occurredAt());
      }
      assertThat(question.question()).contains("now");
    }
  }

  private List<Question> ofKind(String kind) {
    return questions.stream().filter(question -> question.kind().equals(kind)).toList();
  }

  private Turn turn(String id) {
    return Objects.requireNonNull(turns.get(id), id);
  }

  private static String session(String externalId) {
    return externalId.substring(0, externalId.indexOf(':'));
  }

  /** The content words of a text, stemmed, without the names of the speakers. */
  private static Set<String> stems(String text) {
    Set<String> stems = new TreeSet<>();
    try (Analyzer english = new EnglishAnalyzer();
        TokenStream words = english.tokenStream("text", text)) {
      CharTermAttribute word = words.addAttribute(CharTermAttribute.class);
      words.reset();
      while (words.incrementToken()) {
        stems.add(word.toString());
      }
      words.end();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return stems.stream()
        .filter(stem -> !SPEAKERS.contains(stem) && !MORE_STOP_WORDS.contains(stem))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
