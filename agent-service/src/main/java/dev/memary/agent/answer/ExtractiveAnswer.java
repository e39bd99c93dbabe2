package dev.memary.agent.answer;

import dev.memary.agent.memory.Evidence;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Answers by quoting: when no model can be reached, memory still works. */
public final class ExtractiveAnswer {
  /** The model's name in such an answer. */
  public static final String MODEL = "memary-extractive";

  private static final String NOTHING =
      "No language model is reachable, and I remember nothing that bears on this.";
  private static final String UNSEARCHED =
      "No language model is reachable, and my memory cannot be searched either. Please try again.";

  private static final int MOST_QUOTES = 3;
  private static final double WORTH_QUOTING = 0.6;
  private static final int LONGEST_QUOTE = 300;
  private static final Pattern SENTENCE_END = Pattern.compile("(?<=[.!?…])\\s+|\\R+");
  private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyy-MM-dd").withZone(ZoneOffset.UTC);

  private ExtractiveAnswer() {}

  /** The best of the evidence, quoted with its date and speaker. */
  public static String from(List<Evidence> evidence, String question) {
    List<Evidence> best = best(evidence);
    if (best.isEmpty()) {
      return NOTHING;
    }
    return best.stream()
        .map(e -> quoted(e, question))
        .collect(Collectors.joining("; ", "From memory (no language model is reachable): ", ""));
  }

  /** What there is to say when memory cannot be asked either. */
  public static String withoutRecall() {
    return UNSEARCHED;
  }

  /** An earlier answer of this kind only repeats what others said. */
  private static List<Evidence> best(List<Evidence> evidence) {
    List<Evidence> ranked =
        evidence.stream()
            .filter(e -> !e.echo())
            .sorted(Comparator.comparingDouble(Evidence::score).reversed())
            .toList();
    return ranked.stream()
        .filter(e -> e.score() >= ranked.getFirst().score() * WORTH_QUOTING)
        .limit(MOST_QUOTES)
        .toList();
  }

  private static String quoted(Evidence e, String question) {
    String day = DAY.format(e.occurredAt());
    String quote = "\"" + passage(e.text(), question) + "\"";
    return e.speaker() == null
        ? "on " + day + " I noted: " + quote
        : "on " + day + " " + e.speaker() + " said: " + quote;
  }

  /** A short text whole; of a long one the sentence nearest to the question. */
  private static String passage(String text, String question) {
    if (text.length() <= LONGEST_QUOTE) {
      return text.strip();
    }
    Set<String> wanted = words(question);
    String nearest =
        SENTENCE_END
            .splitAsStream(text)
            .map(String::strip)
            .filter(s -> !s.isEmpty())
            .reduce((a, b) -> shared(b, wanted) > shared(a, wanted) ? b : a)
            .orElse(text);
    return nearest.length() <= LONGEST_QUOTE ? nearest : cut(nearest);
  }

  private static String cut(String sentence) {
    int end = sentence.lastIndexOf(' ', LONGEST_QUOTE);
    return sentence.substring(0, end > 0 ? end : LONGEST_QUOTE) + " …";
  }

  private static long shared(String sentence, Set<String> wanted) {
    return words(sentence).stream().filter(wanted::contains).count();
  }

  private static Set<String> words(String text) {
    return Arrays.stream(NO_WORD.split(text.toLowerCase(Locale.ROOT), -1))
        .filter(word -> word.length() > 2)
        .collect(Collectors.toUnmodifiableSet());
  }
}
