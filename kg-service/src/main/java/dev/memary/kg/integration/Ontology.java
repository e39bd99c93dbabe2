package dev.memary.kg.integration;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Of which types entities are, which predicates tell of a state that can be in one way only at a
 * time, and which tell of the same one: who moves to a place lives there. All other predicates hold
 * as many objects as are named.
 */
public final class Ontology {
  /** What everything is that is of no type. */
  private static final String THING = "thing";

  private static final Set<String> TYPES =
      Set.of("person", "place", "organization", "date", "event", THING, "concept");

  /** What models call the types, too. */
  private static final Map<String, String> OTHER_WORDS =
      Map.ofEntries(
          Map.entry("human", "person"),
          Map.entry("people", "person"),
          Map.entry("location", "place"),
          Map.entry("city", "place"),
          Map.entry("country", "place"),
          Map.entry("organisation", "organization"),
          Map.entry("org", "organization"),
          Map.entry("company", "organization"),
          Map.entry("time", "date"),
          Map.entry("topic", "concept"),
          Map.entry("activity", "concept"),
          Map.entry("hobby", "concept"));

  private static final Map<String, String> STATES =
      Map.ofEntries(
          Map.entry("live_in", "residence"),
          Map.entry("move_to", "residence"),
          Map.entry("lives_in", "residence"),
          Map.entry("moved_to", "residence"),
          Map.entry("work_at", "employer"),
          Map.entry("works_at", "employer"),
          Map.entry("works_as", "profession"),
          Map.entry("work_as", "profession"),
          Map.entry("married_to", "spouse"),
          Map.entry("has_husband", "spouse"),
          Map.entry("has_wife", "spouse"),
          Map.entry("engaged_to", "fiance"),
          Map.entry("has_mother", "mother"),
          Map.entry("has_father", "father"),
          Map.entry("born_in", "birthplace"),
          Map.entry("born_on", "birthday"));

  private static final Pattern FAVOURITE = Pattern.compile("favou?rite_(\\w+)");

  private final Map<String, String> types = new TreeMap<>(OTHER_WORDS);
  private final Map<String, String> states = new TreeMap<>(STATES);

  /**
   * What is given comes in addition to what is built in, and before it.
   *
   * @param ownTypes type by the word for it; the type may be a new one
   * @param ownStates state by predicate; an empty one makes a predicate hold several objects
   */
  public Ontology(Map<String, String> ownTypes, Map<String, String> ownStates) {
    TYPES.forEach(type -> types.put(type, type));
    ownTypes.forEach((word, type) -> types.put(plain(word), plain(type)));
    states.putAll(ownStates);
  }

  /** The type that is meant by a word; a thing when it is none. */
  public String type(String word) {
    return types.getOrDefault(plain(word), THING);
  }

  private static String plain(String word) {
    return word.strip().toLowerCase(Locale.ROOT);
  }

  /** The state that a predicate tells of, when it can be in one way only. */
  public Optional<String> state(String predicate) {
    var favourite = FAVOURITE.matcher(predicate);
    String state =
        states.getOrDefault(
            predicate, favourite.matches() ? "favourite_" + favourite.group(1) : "");
    return Optional.of(state).filter(known -> !known.isEmpty());
  }
}
