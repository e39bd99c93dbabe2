package dev.memary.worker.validation;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Predicates as the graph knows them: "works for" is {@code work_at}. */
final class Predicates {
  private static final Pattern SNAKE_CASE = Pattern.compile("[a-z][a-z0-9]*(?:_[a-z0-9]+)*");
  private static final Pattern SEPARATORS = Pattern.compile("[\\s\\-]+");
  private static final Set<String> NEGATIVE =
      Set.of("not", "never", "no", "doesnt", "dont", "isnt");
  private static final int LONGEST = 40;

  private final Map<String, String> synonyms = read();

  /** Empty when it is none that a graph could hold. */
  Optional<String> normal(String predicate) {
    String snake = SEPARATORS.matcher(predicate.strip().toLowerCase(Locale.ROOT)).replaceAll("_");
    String known = synonyms.getOrDefault(snake, snake);
    boolean usable =
        known.length() <= LONGEST
            && SNAKE_CASE.matcher(known).matches()
            && !NEGATIVE.contains(known.split("_", 2)[0]);
    return usable ? Optional.of(known) : Optional.empty();
  }

  /** The words of a predicate, to be said. */
  static String words(String predicate) {
    return predicate.replace('_', ' ');
  }

  private static Map<String, String> read() {
    Map<String, String> synonyms = new HashMap<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(Predicates.class.getResourceAsStream("predicates.txt")),
                StandardCharsets.UTF_8))) {
      lines
          .lines()
          .filter(line -> line.contains("<-"))
          .forEach(line -> add(synonyms, line.split("<-", 2)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Map.copyOf(synonyms);
  }

  private static void add(Map<String, String> synonyms, String[] line) {
    for (String other : line[1].strip().split("\\s+")) {
      synonyms.put(other, line[0].strip());
    }
  }
}
