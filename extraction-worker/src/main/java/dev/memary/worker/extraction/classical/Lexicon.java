package dev.memary.worker.extraction.classical;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toUnmodifiableMap;
import static java.util.stream.Collectors.toUnmodifiableSet;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The word lists beside this class, read once. */
final class Lexicon {

  /** Whether "he" or "she" may mean somebody. */
  enum Gender {
    FEMALE,
    MALE,
    UNKNOWN,
    ANIMAL;

    static Gender of(String key) {
      return switch (key) {
        case "f" -> FEMALE;
        case "m" -> MALE;
        case "pet" -> ANIMAL;
        default -> UNKNOWN;
      };
    }
  }

  private final Map<String, Gender> givenNames = genders("given-names.txt");
  private final Map<String, Gender> relations = genders("relations.txt");
  private final Set<String> places =
      lines("places.txt").flatMap(line -> split(line, ";")).collect(toUnmodifiableSet());
  private final Set<String> organizations = section("organizations.txt", "known", ";");
  private final Set<String> organizationWords = section("organizations.txt", "word", ";");
  private final Set<String> placeWords = section("organizations.txt", "place-word", ";");
  private final Set<String> eventWords = section("organizations.txt", "event-word", ";");
  private final Set<String> lightVerbs = section("verbs.txt", "light", " ");
  private final Set<String> thoughtVerbs = section("verbs.txt", "thought", " ");
  private final Set<String> reportVerbs = section("verbs.txt", "report", " ");
  private final Set<String> nationalities = words("nationalities.txt");
  private final Set<String> possessions = words("possessions.txt");
  private final Set<String> traits = words("traits.txt");
  private final Map<String, String> predicates =
      lines("predicates.txt")
          .map(line -> line.split(" -> "))
          .collect(toUnmodifiableMap(pair -> pair[0].strip(), pair -> pair[1].strip()));

  Gender genderOfName(String givenName) {
    return givenNames.getOrDefault(givenName, Gender.UNKNOWN);
  }

  boolean isGivenName(String word) {
    return givenNames.containsKey(word);
  }

  boolean isRelation(String word) {
    return relations.containsKey(word);
  }

  Gender genderOfRelation(String word) {
    return relations.getOrDefault(word, Gender.UNKNOWN);
  }

  boolean isPlace(String name) {
    return places.contains(name);
  }

  boolean isOrganization(String name) {
    return organizations.contains(name);
  }

  boolean isOrganizationWord(String word) {
    return organizationWords.contains(word);
  }

  boolean isPlaceWord(String word) {
    return placeWords.contains(word);
  }

  boolean isEventWord(String lower) {
    return eventWords.contains(lower);
  }

  boolean isLightVerb(String lemma) {
    return lightVerbs.contains(lemma);
  }

  boolean isThoughtVerb(String lemma) {
    return thoughtVerbs.contains(lemma);
  }

  boolean isReportVerb(String lemma) {
    return reportVerbs.contains(lemma);
  }

  boolean isNationality(String word) {
    return nationalities.contains(word);
  }

  boolean isPossession(String lemma) {
    return possessions.contains(lemma);
  }

  boolean isTrait(String lower) {
    return traits.contains(lower);
  }

  /** The canonical predicate of "work at", or null where the table has none. */
  @Nullable String predicate(String verbAndPrepositions) {
    return predicates.get(verbAndPrepositions);
  }

  private static Set<String> words(String file) {
    return lines(file).flatMap(line -> split(line, " ")).collect(toUnmodifiableSet());
  }

  private static Set<String> section(String file, String key, String separator) {
    return lines(file)
        .filter(line -> line.startsWith(key + ":"))
        .flatMap(line -> split(line.substring(key.length() + 1), separator))
        .collect(toUnmodifiableSet());
  }

  private static Map<String, Gender> genders(String file) {
    return lines(file)
        .flatMap(line -> {
          Gender gender = Gender.of(line.substring(0, line.indexOf(':')));
          String words = line.substring(line.indexOf(':') + 1);
          return split(words, " ").map(word -> Map.entry(word, gender));
        })
        .collect(toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a));
  }

  private static Stream<String> split(String line, String separator) {
    return Arrays.stream(line.split(separator)).map(String::strip).filter(word -> !word.isEmpty());
  }

  private static Stream<String> lines(String file) {
    try (InputStream in = Lexicon.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("The word list " + file + " is missing");
      }
      List<String> lines = new String(in.readAllBytes(), UTF_8).lines().toList();
      return lines.stream().map(String::strip).filter(l -> !l.isEmpty() && !l.startsWith("#"));
    } catch (IOException e) {
      throw new UncheckedIOException("The word list " + file + " cannot be read", e);
    }
  }
}
