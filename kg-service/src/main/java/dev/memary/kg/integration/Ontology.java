package dev.memary.kg.integration;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Which predicates tell of a state that can be in one way only at a time, and which tell of the
 * same one: who moves to a place lives there. All other predicates hold as many objects as are
 * named.
 */
public final class Ontology {
  private static final Map<String, String> BUILT_IN =
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

  private final Map<String, String> states = new TreeMap<>(BUILT_IN);

  /**
   * @param own state by predicate, in addition to those that are built in; an empty one makes a
   *     predicate hold several objects
   */
  public Ontology(Map<String, String> own) {
    states.putAll(own);
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
