package dev.memary.worker.understanding;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.ToIntFunction;

/** Puts the episodes of a session together, in the order they were said, as far as they fit. */
final class SessionBatches {
  private final int messages;
  private final int tokens;
  private final ToIntFunction<String> counter;

  SessionBatches(ModelLimits limits, ToIntFunction<String> counter) {
    this.messages = limits.messages();
    this.tokens = limits.tokens();
    this.counter = counter;
  }

  List<List<EpisodeText>> of(Collection<EpisodeText> episodes) {
    return episodes.stream()
        .collect(groupingBy(EpisodeText::sessionId, LinkedHashMap::new, toList()))
        .values()
        .stream()
        .flatMap(session -> inParts(session).stream())
        .toList();
  }

  private List<List<EpisodeText>> inParts(List<EpisodeText> session) {
    List<List<EpisodeText>> parts = new ArrayList<>();
    List<EpisodeText> part = new ArrayList<>();
    int taken = 0;
    for (EpisodeText episode : inOrder(session)) {
      int more = counter.applyAsInt(episode.text());
      if (!part.isEmpty() && (part.size() == messages || taken + more > tokens)) {
        parts.add(part);
        part = new ArrayList<>();
        taken = 0;
      }
      part.add(episode);
      taken += more;
    }
    parts.add(part);
    return parts;
  }

  private static List<EpisodeText> inOrder(List<EpisodeText> session) {
    return session.stream()
        .sorted(Comparator.comparing(EpisodeText::occurredAt).thenComparing(EpisodeText::episodeId))
        .toList();
  }
}
