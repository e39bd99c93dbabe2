package dev.memary.kg.retrieval;

import dev.memary.kg.integration.EntityKeys;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Every run of a question's words that may be the name of an entity; the graph knows which are. */
final class PossibleNames {
  private static final int MOST_WORDS = 4;
  private static final int MOST_NAMES = 200;
  private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{M}\\p{N}'’.&-]+");
  private static final Pattern HAN = Pattern.compile("\\p{IsHan}+");
  private static final int MOST_CHARACTERS = 6;

  private PossibleNames() {}

  /** Normalised as entities' keys are, longest runs first. */
  static List<String> in(String question, TermAnalyzer analyzer) {
    List<String> words =
        Arrays.stream(BETWEEN_WORDS.split(question))
            .filter(word -> !word.isEmpty())
            .limit(MOST_NAMES)
            .toList();
    List<Boolean> counts = words.stream().map(word -> !analyzer.terms(word).isEmpty()).toList();
    Set<String> names = new LinkedHashSet<>();
    for (int length = MOST_WORDS; length > 0; length--) {
      for (int from = 0; from + length <= words.size(); from++) {
        if (counts.subList(from, from + length).contains(true)) {
          names.add(EntityKeys.normalise(String.join(" ", words.subList(from, from + length))));
        }
      }
    }
    words.stream().flatMap(PossibleNames::withoutSpaces).forEach(names::add);
    return names.stream().limit(MOST_NAMES).toList();
  }

  /** Chinese is written without spaces: every run of its characters may be a name. */
  private static Stream<String> withoutSpaces(String word) {
    return HAN.matcher(word)
        .results()
        .flatMap(run ->
            IntStream.range(0, run.group().length())
                .boxed()
                .flatMap(from ->
                    IntStream.rangeClosed(
                            from + 2, Math.min(from + MOST_CHARACTERS, run.group().length()))
                        .mapToObj(to -> run.group().substring(from, to))));
  }
}
