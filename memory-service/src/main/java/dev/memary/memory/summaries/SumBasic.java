package dev.memary.memory.summaries;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Picks the sentences that a text is best told by (SumBasic; Nenkova and Vanderwende, "The impact
 * of frequency on summarization", 2005): the sentence whose words are on average most frequent
 * comes first, then its words count less, so that the next one tells something else.
 */
final class SumBasic {
  private static final int FEWEST_WORDS = 4;
  private static final int SHORTEST_WORD = 4;

  private SumBasic() {}

  /** What somebody said. */
  record Said(String speaker, String text) {}

  private record Sentence(int place, String text, List<String> words, Set<String> telling) {}

  /** Sentences with who said them, in their order, with at most so many words together. */
  static List<String> of(List<Said> said, int words) {
    List<Sentence> left = sentences(said);
    Map<String, Double> weights = weights(left);
    List<Sentence> chosen = new ArrayList<>();
    int room = words;
    while (!left.isEmpty()) {
      Sentence best = best(left, weights);
      left.remove(best);
      if (best.words().size() <= room) {
        chosen.add(best);
        room -= best.words().size();
        best.telling().forEach(w -> weights.computeIfPresent(w, (k, p) -> p * p));
      }
    }
    chosen.sort(Comparator.comparingInt(Sentence::place));
    return chosen.stream().map(Sentence::text).toList();
  }

  private static List<Sentence> sentences(List<Said> said) {
    List<Sentence> sentences = new ArrayList<>();
    for (Said one : said) {
      for (String sentence : Sentences.of(one.text())) {
        List<String> words = Sentences.words(sentence);
        Set<String> telling = telling(words);
        if (words.size() >= FEWEST_WORDS && !telling.isEmpty()) {
          String text = one.speaker() + ": " + sentence;
          sentences.add(new Sentence(sentences.size(), text, words, telling));
        }
      }
    }
    return sentences;
  }

  private static Map<String, Double> weights(List<Sentence> sentences) {
    Map<String, Integer> counts = new HashMap<>();
    sentences.forEach(s -> s.telling().forEach(w -> counts.merge(w, 1, Integer::sum)));
    double all = counts.values().stream().mapToInt(Integer::intValue).sum();
    Map<String, Double> weights = new HashMap<>();
    counts.forEach((word, count) -> weights.put(word, count / all));
    return weights;
  }

  /** Short words of scripts with spaces are mostly of grammar. */
  private static Set<String> telling(List<String> words) {
    Set<String> telling = new HashSet<>(words);
    telling.removeIf(w -> w.length() < SHORTEST_WORD && w.codePointAt(0) < 0x2E80);
    return telling;
  }

  private static Sentence best(List<Sentence> sentences, Map<String, Double> weights) {
    return sentences.stream()
        .max(
            Comparator.comparingDouble((Sentence s) -> weight(s, weights))
                .thenComparing(Comparator.comparingInt(Sentence::place).reversed()))
        .orElseThrow();
  }

  private static double weight(Sentence sentence, Map<String, Double> weights) {
    return sentence.telling().stream().mapToDouble(weights::get).average().orElse(0);
  }
}
