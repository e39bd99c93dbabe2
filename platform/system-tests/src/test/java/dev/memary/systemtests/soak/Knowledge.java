package dev.memary.systemtests.soak;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is known of one space: how many episodes, how many stream entries, how often each entity is
 * mentioned and how many episodes support each fact. Adding what single sentences teach gives what
 * all of them together must teach.
 */
record Knowledge(
    long episodes, long streamEntries, Map<String, Long> entities, Map<String, Long> facts) {
  static final Knowledge NONE = new Knowledge(0, 0, Map.of(), Map.of());

  Knowledge {
    entities = new TreeMap<>(entities);
    facts = new TreeMap<>(facts);
  }

  Knowledge plus(Knowledge other) {
    return new Knowledge(
        episodes + other.episodes,
        streamEntries + other.streamEntries,
        sum(entities, other.entities),
        sum(facts, other.facts));
  }

  static Knowledge sum(List<Knowledge> all) {
    return all.stream().reduce(NONE, Knowledge::plus);
  }

  private static Map<String, Long> sum(Map<String, Long> a, Map<String, Long> b) {
    Map<String, Long> sum = new TreeMap<>(a);
    b.forEach((key, count) -> sum.merge(key, count, Long::sum));
    return sum;
  }
}
