package dev.memary.memory.api;

import dev.memary.kit.identity.CallableBy;
import dev.memary.kit.identity.Permission;
import dev.memary.kit.identity.Services;
import dev.memary.kit.problem.ProblemException;
import dev.memary.memory.recall.DatedFact;
import dev.memary.memory.recall.GraphRecall.GraphUnavailableException;
import dev.memary.memory.recall.GraphView;
import dev.memary.memory.spaces.Space;
import dev.memary.memory.stream.EntityChange;
import dev.memary.memory.stream.StreamStore;
import dev.memary.memory.stream.StreamStore.Activity;
import dev.memary.memory.stream.Themes;
import dev.memary.memory.stream.Themes.Theme;
import dev.memary.memory.stream.Themes.Topic;
import dev.memary.memory.stream.Timeline;
import dev.memary.memory.stream.Window;
import dev.memary.memory.stream.Window.Bucket;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the memory stream tells when one steps back: timeline, themes, changes. */
@Path("/v1/spaces/{space}")
@CallableBy({Services.GATEWAY, Services.AGENT})
@RunOnVirtualThread
public class InsightsResource {
  private static final String BUCKETS = "day|week|month";
  private static final String BUCKET = "must be day, week or month";
  private static final int MOST_BUCKETS = 1_000;

  private final Access access;
  private final StreamStore stream;
  private final GraphView graph;

  public InsightsResource(Access access, StreamStore stream, GraphView graph) {
    this.access = access;
    this.stream = stream;
    this.graph = graph;
  }

  /** The stream bucket by bucket; those in which nothing was said are left out. */
  public record TimelineView(String bucket, List<Timeline.Part> buckets) {}

  /** Recurring topics, the most frequent first. */
  public record ThemesView(String bucket, List<Theme> themes) {}

  /**
   * What changed between two times.
   *
   * @param entities those that were mentioned in between, by when it happened
   * @param learned facts that came to be known in between
   * @param ended facts of which it came to be known in between that they are over
   */
  public record ChangesView(
      Instant from,
      Instant to,
      List<EntityChangeView> entities,
      List<DatedFact> learned,
      List<DatedFact> ended,
      boolean degraded,
      List<String> degradedReasons) {}

  /** An entity then and now; {@code change} is new, risen, fallen or same. */
  public record EntityChangeView(
      UUID id,
      String name,
      String type,
      String change,
      long mentions,
      long countBefore,
      @Nullable Integer rankBefore,
      int rankAfter) {
    static EntityChangeView of(EntityChange c) {
      return new EntityChangeView(
          c.id(),
          c.name(),
          c.type(),
          c.change(),
          c.mentions(),
          c.countBefore(),
          c.rankBefore(),
          c.rankAfter());
    }
  }

  @GET
  @Path("/timeline")
  public TimelineView timeline(
      @PathParam("space") String name,
      @QueryParam("bucket") @DefaultValue("day") @Pattern(regexp = BUCKETS, message = BUCKET)
          String bucket,
      @QueryParam("from") @Nullable String from,
      @QueryParam("to") @Nullable String to,
      @QueryParam("as_of") @Nullable String asOf) {
    Space space = access.space(Permission.READ, name);
    Window window = window(bucket, from, to, asOf);
    List<Timeline.Part> all =
        Timeline.of(
            stream.traffic(space.tenantId(), space.id(), window),
            stream.activity(space.tenantId(), space.id(), window));
    return new TimelineView(
        bucket, all.subList(Math.max(0, all.size() - MOST_BUCKETS), all.size()));
  }

  @GET
  @Path("/themes")
  public ThemesView themes(
      @PathParam("space") String name,
      @QueryParam("bucket") @DefaultValue("week") @Pattern(regexp = BUCKETS, message = BUCKET)
          String bucket,
      @QueryParam("from") @Nullable String from,
      @QueryParam("to") @Nullable String to,
      @QueryParam("as_of") @Nullable String asOf,
      @QueryParam("limit")
          @DefaultValue("20")
          @Min(value = 1, message = "must be 1 to 200")
          @Max(value = Themes.CANDIDATES, message = "must be 1 to 200")
          int limit) {
    Space space = access.space(Permission.READ, name);
    Window window = window(bucket, from, to, asOf);
    List<Activity> activity = stream.activity(space.tenantId(), space.id(), window);
    List<Topic> topics = Themes.recurring(activity);
    List<UUID> ids = topics.stream().map(Topic::id).toList();
    return new ThemesView(
        bucket,
        Themes.of(topics, stream.together(space.tenantId(), space.id(), ids, window), activity)
            .stream()
            .limit(limit)
            .toList());
  }

  /** Between {@code from}, a week ago if it is not given, and {@code to}, now. */
  @GET
  @Path("/changes")
  public ChangesView changes(
      @PathParam("space") String name,
      @QueryParam("from") @Nullable String from,
      @QueryParam("to") @Nullable String to,
      @QueryParam("as_of") @Nullable String asOf,
      @QueryParam("limit")
          @DefaultValue("50")
          @Min(value = 1, message = "must be 1 to 500")
          @Max(value = 500, message = "must be 1 to 500")
          int limit) {
    Space space = access.space(Permission.READ, name);
    Window asked = window("day", from, to, asOf);
    Instant end = asked.to() == null ? Instant.now() : asked.to();
    Instant start = asked.from() == null ? end.minus(Duration.ofDays(7)) : asked.from();
    if (!start.isBefore(end)) {
      throw ProblemException.invalidField("from", "must be before to");
    }
    Window window = new Window(Bucket.DAY, start, end, asked.asOf());
    List<EntityChangeView> entities =
        stream.changes(space.tenantId(), space.id(), window, limit).stream()
            .map(EntityChangeView::of)
            .toList();
    try {
      List<DatedFact> facts =
          graph.changes(space.tenantId(), space.id(), start, known(window, end), limit);
      return new ChangesView(
          start,
          end,
          entities,
          facts.stream().filter(f -> f.recordedAt().isAfter(start)).toList(),
          facts.stream().filter(f -> endedBy(f, end)).toList(),
          false,
          List.of());
    } catch (GraphUnavailableException e) {
      return new ChangesView(
          start, end, entities, List.of(), List.of(), true, List.of("graph_unavailable"));
    }
  }

  private static boolean endedBy(DatedFact fact, Instant end) {
    return fact.invalidatedAt() != null && !fact.invalidatedAt().isAfter(end);
  }

  /** What was not known by then cannot have been learnt. */
  private static Instant known(Window window, Instant end) {
    return window.asOf() == null || window.asOf().isAfter(end) ? end : window.asOf();
  }

  private static Window window(
      String bucket, @Nullable String from, @Nullable String to, @Nullable String asOf) {
    return new Window(
        Bucket.valueOf(bucket.toUpperCase(Locale.ROOT)),
        Times.read("from", from),
        Times.read("to", to),
        Times.read("as_of", asOf));
  }
}
