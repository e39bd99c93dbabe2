package dev.memary.memory.stream;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingLong;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.memary.memory.stream.StreamStore.Activity;
import dev.memary.memory.stream.StreamStore.Together;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What comes up again and again. An entity recurs when it is mentioned three times or more and in
 * two buckets or more; dates, and those who speak, are no topics. An entity belongs to the theme of
 * a more frequent one when at least half of the episodes that mention it mention that one, too.
 *
 * <p>A theme rises or falls when its mentions in the second half of the stretch differ from those
 * in the first by more than chance would have it: for counts a and b of equally long stretches,
 * {@code (b - a) / sqrt(a + b)} is about normally distributed while the rate is the same, and 1.64
 * is passed in one of twenty cases.
 */
public final class Themes {
  /** So many entities are looked at, the most frequent ones. */
  public static final int CANDIDATES = 200;

  private static final int FEWEST_MENTIONS = 3;
  private static final int FEWEST_BUCKETS = 2;
  private static final double BELONGS = 0.5;
  private static final double BY_CHANCE = 1.64;

  private Themes() {}

  /**
   * A recurring topic, named after the entity that is mentioned most.
   *
   * @param change how far second half and first half are apart, in standard deviations
   * @param trend rising, steady or falling
   * @param series mentions bucket by bucket
   */
  public record Theme(
      String name,
      List<Topic> entities,
      long mentions,
      double change,
      String trend,
      List<Point> series) {}

  /** An entity of a theme. */
  public record Topic(UUID id, String name, String type, long mentions, long episodes) {}

  /** Mentions in a bucket. */
  public record Point(Instant start, long mentions) {}

  /** The entities that recur, the most frequent first. */
  public static List<Topic> recurring(List<Activity> activity) {
    return activity.stream()
        .filter(a -> !a.type().equals("date") && !a.speaks())
        .collect(groupingBy(Activity::entityId, LinkedHashMap::new, toList()))
        .values()
        .stream()
        .filter(buckets -> buckets.size() >= FEWEST_BUCKETS)
        .map(Themes::topic)
        .filter(topic -> topic.mentions() >= FEWEST_MENTIONS)
        .sorted(comparingLong(Topic::mentions).reversed().thenComparing(Topic::name))
        .limit(CANDIDATES)
        .toList();
  }

  private static Topic topic(List<Activity> buckets) {
    Activity any = buckets.getFirst();
    return new Topic(
        any.entityId(),
        any.name(),
        any.type(),
        buckets.stream().mapToLong(Activity::mentions).sum(),
        buckets.stream().mapToLong(Activity::episodes).sum());
  }

  /** Themes of the topics, the most frequent first. */
  public static List<Theme> of(
      List<Topic> topics, List<Together> together, List<Activity> activity) {
    Map<UUID, List<Activity>> byEntity = activity.stream().collect(groupingBy(Activity::entityId));
    Instant middle = middle(activity);
    return grouped(topics, together).stream()
        .map(group -> theme(group, byEntity, middle))
        .sorted(comparingLong(Theme::mentions).reversed().thenComparing(comparing(Theme::name)))
        .toList();
  }

  private static Collection<List<Topic>> grouped(List<Topic> topics, List<Together> together) {
    Map<UUID, Map<UUID, Long>> shared = new HashMap<>();
    together.forEach(t -> {
      shared.computeIfAbsent(t.one(), id -> new HashMap<>()).put(t.other(), t.episodes());
      shared.computeIfAbsent(t.other(), id -> new HashMap<>()).put(t.one(), t.episodes());
    });
    Map<UUID, List<Topic>> themes = new LinkedHashMap<>();
    for (Topic topic : topics) {
      Map<UUID, Long> with = shared.getOrDefault(topic.id(), Map.of());
      themes.keySet().stream()
          .filter(head -> with.getOrDefault(head, 0L) >= BELONGS * topic.episodes())
          .findFirst()
          .map(themes::get)
          .orElseGet(() -> themes.computeIfAbsent(topic.id(), id -> new ArrayList<>()))
          .add(topic);
    }
    return themes.values();
  }

  private static Theme theme(
      List<Topic> topics, Map<UUID, List<Activity>> activity, Instant middle) {
    TreeMap<Instant, Long> series = new TreeMap<>();
    topics.forEach(topic ->
        activity
            .getOrDefault(topic.id(), List.of())
            .forEach(a -> series.merge(a.bucket(), a.mentions(), Long::sum)));
    double change = change(sum(series.headMap(middle)), sum(series.tailMap(middle)));
    return new Theme(
        topics.getFirst().name(),
        List.copyOf(topics),
        sum(series),
        change,
        change > BY_CHANCE ? "rising" : change < -BY_CHANCE ? "falling" : "steady",
        series.entrySet().stream().map(e -> new Point(e.getKey(), e.getValue())).toList());
  }

  private static long sum(Map<Instant, Long> series) {
    return series.values().stream().mapToLong(Long::longValue).sum();
  }

  private static double change(long before, long after) {
    return before + after == 0 ? 0 : (after - before) / Math.sqrt(before + after);
  }

  /** Half way between the first bucket and the last, the later half beginning with it. */
  private static Instant middle(List<Activity> activity) {
    long first = activity.stream().mapToLong(a -> a.bucket().getEpochSecond()).min().orElse(0);
    long last = activity.stream().mapToLong(a -> a.bucket().getEpochSecond()).max().orElse(0);
    return Instant.ofEpochSecond(first + (last - first + 1) / 2);
  }
}
