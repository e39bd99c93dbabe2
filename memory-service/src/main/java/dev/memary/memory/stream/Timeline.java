package dev.memary.memory.stream;

import static java.util.stream.Collectors.groupingBy;

import dev.memary.memory.stream.StreamStore.Activity;
import dev.memary.memory.stream.StreamStore.Traffic;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The stream bucket by bucket. The engagement of a bucket is {@code ln(1 + episodes) + ln(1 +
 * mentions) + ln(1 + new entities)}: much said, about much, and new. It is a highlight when that is
 * more than one standard deviation above the mean of the timeline's buckets.
 */
public final class Timeline {
  private static final int TOP = 5;
  private static final int FEWEST_TO_COMPARE = 3;

  private Timeline() {}

  /** One bucket, with the entities that were mentioned most. */
  public record Part(
      Instant start,
      long episodes,
      long sessions,
      long mentions,
      long newEntities,
      List<Mentioned> top,
      double engagement,
      boolean highlight) {

    private Part withHighlight(double above) {
      return new Part(
          start, episodes, sessions, mentions, newEntities, top, engagement, engagement > above);
    }
  }

  /** An entity and how often it was mentioned. */
  public record Mentioned(UUID id, String name, String type, long mentions) {}

  /** The buckets in which something was said, the earliest first. */
  public static List<Part> of(List<Traffic> traffic, List<Activity> activity) {
    Map<Instant, List<Activity>> mentioned =
        activity.stream().collect(groupingBy(Activity::bucket));
    List<Part> parts =
        traffic.stream().map(t -> part(t, mentioned.getOrDefault(t.bucket(), List.of()))).toList();
    double above = threshold(parts);
    return parts.stream().map(part -> part.withHighlight(above)).toList();
  }

  private static Part part(Traffic traffic, List<Activity> activity) {
    long mentions = activity.stream().mapToLong(Activity::mentions).sum();
    long fresh = activity.stream().filter(Activity::first).count();
    double engagement = Math.log1p(traffic.episodes()) + Math.log1p(mentions) + Math.log1p(fresh);
    return new Part(
        traffic.bucket(),
        traffic.episodes(),
        traffic.sessions(),
        mentions,
        fresh,
        activity.stream()
            .sorted(
                Comparator.comparingLong(Activity::mentions)
                    .reversed()
                    .thenComparing(Activity::name))
            .limit(TOP)
            .map(a -> new Mentioned(a.entityId(), a.name(), a.type(), a.mentions()))
            .toList(),
        engagement,
        false);
  }

  private static double threshold(List<Part> parts) {
    if (parts.size() < FEWEST_TO_COMPARE) {
      return Double.POSITIVE_INFINITY;
    }
    double mean = parts.stream().mapToDouble(Part::engagement).average().orElse(0);
    double variance =
        parts.stream()
            .mapToDouble(part -> Math.pow(part.engagement() - mean, 2))
            .average()
            .orElse(0);
    return mean + Math.sqrt(variance);
  }
}
