package dev.memary.router.api;

import dev.memary.router.chat.ChatCall;
import dev.memary.router.chat.ProviderFailure;
import dev.memary.router.pool.Pool;
import dev.memary.router.pool.PoolView.ModelView;
import dev.memary.router.routing.Catalog;
import dev.memary.router.routing.RouteListener;
import dev.memary.router.routing.RouteReport;
import dev.memary.router.routing.Target;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;

/** Counts what becomes of requests. Labels hold targets, never users or prompts. */
@ApplicationScoped
public class RouteMeters implements RouteListener {
  private static final Logger LOG = Logger.getLogger(RouteMeters.class);

  private static final Duration[] DURATIONS =
      IntStream.rangeClosed(0, 13)
          .mapToObj(power -> Duration.ofMillis(10L << power))
          .toArray(Duration[]::new);
  private static final double[] TOKENS =
      IntStream.rangeClosed(0, 13).mapToDouble(power -> 1L << 2 * power).toArray();

  private final MeterRegistry metrics;
  private final Catalog catalog;
  private final Map<Tags, Timer> durations = new ConcurrentHashMap<>();
  private final Map<Tags, Timer> firstChunks = new ConcurrentHashMap<>();
  private final Map<Tags, DistributionSummary> usages = new ConcurrentHashMap<>();

  public RouteMeters(MeterRegistry metrics, Catalog catalog) {
    this.metrics = metrics;
    this.catalog = catalog;
  }

  void watch(@Observes StartupEvent event, Pool pool) {
    gauge("memary.llm.queue", pool, p -> p.view().waiting());
    gauge("memary.llm.slots.used", pool, p -> models(p, ModelView::inFlight));
    gauge("memary.llm.loading", pool, p -> models(p, m -> m.state().equals("loading") ? 1 : 0));
    // One number to scale on: what waits, what works, what loads.
    gauge(
        "memary.llm.demand",
        pool,
        p ->
            p.view().waiting()
                + models(p, ModelView::inFlight)
                + models(p, m -> m.state().equals("loading") ? 1 : 0));
  }

  private void gauge(String name, Pool pool, ToDoubleFunction<Pool> value) {
    metrics.gauge(name, pool, value);
  }

  private static double models(Pool pool, ToDoubleFunction<ModelView> value) {
    return pool.view().nodes().stream()
        .flatMap(node -> node.models().stream())
        .mapToDouble(value)
        .sum();
  }

  @Override
  public void waited(ChatCall call, Duration time) {
    metrics.timer("memary.llm.queue.wait").record(time);
  }

  @Override
  public void failedOver(ChatCall call, Target target, String node, ProviderFailure failure) {
    metrics.counter("memary.llm.failovers", tags(target).and("reason", failure.kind())).increment();
    LOG.warnf(
        "%s did not answer%s: %s. The next target is asked, if there is one.",
        label(target), node.isEmpty() ? "" : " on " + node, failure.kind());
  }

  @Override
  public void ended(RouteReport report) {
    Tags tags = tags(report.target());
    metrics.counter("memary.llm.requests", tags.and("outcome", report.outcome())).increment();
    if (report.firstToken() != null) {
      metrics.timer("memary.llm.first.token", tags).record(report.firstToken());
    }
    tokens(tags.and("type", "input"), report.usage().promptTokens());
    tokens(tags.and("type", "output"), report.usage().completionTokens());
    genAi(report);
  }

  private void tokens(Tags tags, long count) {
    metrics.counter("memary.llm.tokens", tags).increment(count);
  }

  private Tags tags(Target target) {
    return Tags.of("target", label(target), "cloud", String.valueOf(target.cloud()));
  }

  /** A model that no configuration names is the caller's word, and there is no end to those. */
  private String label(Target target) {
    return catalog.known(target.name());
  }

  /** OpenTelemetry's semantic conventions for generative AI, as a client of the providers. */
  private void genAi(RouteReport report) {
    Tags tags =
        Tags.of(
            "gen_ai.operation.name",
            "chat",
            "gen_ai.provider.name",
            report.target().provider(),
            "gen_ai.request.model",
            label(report.target()));
    durations
        .computeIfAbsent(
            tags.and("error.type", report.failure() == null ? "" : report.failure().kind()),
            labels -> timer("gen_ai.client.operation.duration", labels))
        .record(report.atTarget());
    if (report.firstToken() != null) {
      firstChunks
          .computeIfAbsent(
              tags, labels -> timer("gen_ai.client.operation.time_to_first_chunk", labels))
          .record(report.firstToken());
    }
    usage(tags.and("gen_ai.token.type", "input"), report.usage().promptTokens());
    usage(tags.and("gen_ai.token.type", "output"), report.usage().completionTokens());
  }

  private Timer timer(String name, Tags tags) {
    return Timer.builder(name).tags(tags).serviceLevelObjectives(DURATIONS).register(metrics);
  }

  private void usage(Tags tags, long tokens) {
    usages
        .computeIfAbsent(
            tags,
            labels ->
                DistributionSummary.builder("gen_ai.client.token.usage")
                    .tags(labels)
                    .serviceLevelObjectives(TOKENS)
                    .register(metrics))
        .record(tokens);
  }
}
