package dev.memary.kg.retrieval;

import dev.memary.kg.graph.Candidate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The candidates of one question, and how they stand to each other. A candidate goes by its place
 * in the list.
 */
final class Scene {
  private record Place(UUID session, long sequence) {}

  private final List<Candidate> candidates;
  private final List<List<Integer>> adjacent = new ArrayList<>();
  private final Map<UUID, List<Integer>> sessions = new LinkedHashMap<>();

  Scene(List<Candidate> candidates) {
    this.candidates = List.copyOf(candidates);
    Map<Place, Integer> places = new HashMap<>();
    for (int i = 0; i < candidates.size(); i++) {
      Candidate candidate = candidates.get(i);
      if (candidate.sessionId() != null) {
        places.put(new Place(candidate.sessionId(), candidate.sequence()), i);
        sessions.computeIfAbsent(candidate.sessionId(), s -> new ArrayList<>()).add(i);
      }
    }
    candidates.forEach(candidate -> adjacent.add(adjacent(candidate, places)));
  }

  private static List<Integer> adjacent(Candidate candidate, Map<Place, Integer> places) {
    UUID session = candidate.sessionId();
    return session == null
        ? List.of()
        : Stream.of(candidate.sequence() - 1, candidate.sequence() + 1)
            .map(sequence -> places.get(new Place(session, sequence)))
            .filter(Objects::nonNull)
            .toList();
  }

  int size() {
    return candidates.size();
  }

  Candidate get(int place) {
    return candidates.get(place);
  }

  List<Candidate> candidates() {
    return candidates;
  }

  /** The turns before and after, as far as they are candidates too. */
  List<Integer> adjacent(int place) {
    return adjacent.get(place);
  }

  /** The candidates of each session. */
  Iterable<List<Integer>> sessions() {
    return sessions.values();
  }
}
