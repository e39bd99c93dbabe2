package dev.memary.worker.extraction.classical;

import dev.memary.worker.extraction.EntityType;
import dev.memary.worker.extraction.classical.EntityBook.Evidence;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Gives a name a type from the word lists, its parts and the word before it. */
final class NameTyper {

  /** A type and how sure we are. */
  record Typed(EntityType type, Evidence evidence) {}

  private static final Set<String> TITLES =
      Set.of(
          "dr",
          "mr",
          "mrs",
          "ms",
          "miss",
          "prof",
          "professor",
          "sir",
          "aunt",
          "uncle",
          "grandma",
          "grandpa");
  private static final Set<String> PLACE_PREPOSITIONS =
      Set.of(
          "in", "near", "from", "to", "into", "across", "around", "towards", "outside", "through",
          "via");

  private final Lexicon lexicon;

  NameTyper(Lexicon lexicon) {
    this.lexicon = lexicon;
  }

  /**
   * The type of a name.
   *
   * @param name as written
   * @param before the word in front of it in lower case, "" at the start
   */
  Typed type(String name, String before) {
    List<String> words = Arrays.asList(name.split("\\s+"));
    if (TITLES.contains(words.getFirst().toLowerCase(Locale.ROOT).replace(".", ""))) {
      return new Typed(EntityType.PERSON, Evidence.CERTAIN);
    }
    if (lexicon.isOrganization(name) || hasOrganizationWord(words)) {
      return new Typed(EntityType.ORGANIZATION, Evidence.LIST);
    }
    boolean given = lexicon.isGivenName(words.getFirst());
    if (lexicon.isPlace(name)) {
      boolean place = !given || PLACE_PREPOSITIONS.contains(before) || before.equals("visited");
      Evidence evidence = given ? Evidence.GUESS : Evidence.LIST;
      return new Typed(place ? EntityType.PLACE : EntityType.PERSON, evidence);
    }
    if (given) {
      return new Typed(EntityType.PERSON, Evidence.LIST);
    }
    return typeByParts(name, words, before);
  }

  private Typed typeByParts(String name, List<String> words, String before) {
    if (words.size() > 1 && isPlaceWordAtAnEnd(words)) {
      return new Typed(EntityType.PLACE, Evidence.LIST);
    }
    if (lexicon.isEventWord(words.getLast().toLowerCase(Locale.ROOT))) {
      return new Typed(EntityType.EVENT, Evidence.LIST);
    }
    if (lexicon.isNationality(name)) {
      return new Typed(EntityType.CONCEPT, Evidence.LIST);
    }
    return switch (before) {
      case "in", "near" -> new Typed(EntityType.PLACE, Evidence.CONTEXT);
      default -> new Typed(EntityType.THING, Evidence.GUESS);
    };
  }

  /** "Lake Garda" and "Oak Street", but not "Harbour Brewery Tours". */
  private boolean isPlaceWordAtAnEnd(List<String> words) {
    return lexicon.isPlaceWord(words.getFirst()) || lexicon.isPlaceWord(words.getLast());
  }

  private boolean hasOrganizationWord(List<String> words) {
    return words.size() > 1 && words.stream().anyMatch(lexicon::isOrganizationWord);
  }
}
