package dev.memary.kg.graph;

import dev.memary.kg.graph.Understanding.NamedEntity;
import dev.memary.kg.graph.Understanding.StatedFact;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Random understandings of some episodes, several generations of each, that speak of the same few
 * entities in different words and disagree about types, wording and dates.
 *
 * @param forgotten episodes that are to be forgotten at some moment
 */
record Extractions(List<Understanding> all, Set<UUID> forgotten) {
  private static final int EPISODES = 14;
  private static final List<String> NAMES =
      List.of("Mira", "mira", "Mira's", "Oslo", "oslo", "The Harbour", "Harbour", "Bruno", "jazz");
  private static final List<String> TYPES = List.of("person", "place", "thing", "concept");
  private static final List<String> PREDICATES = List.of("live_in", "move_to", "likes");
  private static final Instant MAY = Instant.parse("2026-05-01T00:00:00Z");

  static Extractions random(Random random) {
    List<Understanding> all = new ArrayList<>();
    List<UUID> ids = IntStream.range(0, EPISODES).mapToObj(i -> UUID.randomUUID()).toList();
    for (UUID id : ids) {
      int generations = 1 + random.nextInt(3);
      Instant at = MAY.plus(Duration.ofHours(random.nextInt(500)));
      for (int generation = 1; generation <= generations; generation++) {
        all.add(understanding(random, id, generation, at));
      }
    }
    return new Extractions(List.copyOf(all), Set.copyOf(ids.subList(0, 3)));
  }

  /** What must stand in the end: the newest generation of every episode that is not forgotten. */
  List<Understanding> newest() {
    return all.stream()
        .filter(u -> !forgotten.contains(u.episodeId()))
        .collect(
            Collectors.toMap(
                Understanding::episodeId,
                u -> u,
                (a, b) -> a.generation() > b.generation() ? a : b))
        .values()
        .stream()
        .toList();
  }

  /** All of them, some twice or three times, in any order and in batches of any size. */
  List<List<Understanding>> shuffledBatches(Random random) {
    List<Understanding> deliveries = new ArrayList<>(all);
    IntStream.range(0, all.size())
        .forEach(i -> deliveries.add(all.get(random.nextInt(all.size()))));
    Collections.shuffle(deliveries, random);
    List<List<Understanding>> batches = new ArrayList<>();
    for (int from = 0; from < deliveries.size(); ) {
      int to = Math.min(deliveries.size(), from + 1 + random.nextInt(6));
      batches.add(deliveries.subList(from, to));
      from = to;
    }
    return batches;
  }

  private static Understanding understanding(
      Random random, UUID id, int generation, Instant occurredAt) {
    List<NamedEntity> entities =
        IntStream.range(0, 1 + random.nextInt(5))
            .mapToObj(i ->
                new NamedEntity(
                    pick(random, NAMES),
                    pick(random, TYPES),
                    random.nextBoolean() ? List.of() : List.of("Alias " + random.nextInt(3)),
                    1 + random.nextInt(3)))
            .toList();
    List<StatedFact> facts =
        IntStream.range(0, random.nextInt(4)).mapToObj(i -> fact(random)).toList();
    return new Understanding(
        id, generation, occurredAt, occurredAt.plusSeconds(5), entities, facts);
  }

  private static StatedFact fact(Random random) {
    return new StatedFact(
        pick(random, NAMES),
        pick(random, PREDICATES),
        pick(random, NAMES),
        random.nextBoolean(),
        "In other words " + random.nextInt(4),
        someday(random),
        someday(random),
        random.nextInt(3) / 2.0);
  }

  private static @Nullable Instant someday(Random random) {
    return random.nextBoolean() ? null : MAY.plus(Duration.ofDays(random.nextInt(60)));
  }

  private static <T> T pick(Random random, List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
