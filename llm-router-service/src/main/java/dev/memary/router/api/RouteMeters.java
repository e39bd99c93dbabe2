package dev.memary.router.api;

import dev.memary.router.chat.ChatCall;
import dev.memary.router.chat.ProviderFailure;
import dev.memary.router.pool.Pool;
import dev.memary.router.pool.PoolView.ModelView;
import dev.memary.router.routing.RouteListener;
import dev.memary.router.routing.RouteReport;
import dev.memary.router.routing.Target;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.function.ToDoubleFunction;
import org.jboss.logging.Logger;

/** Counts what becomes of requests. Labels hold targets, never users or prompts. */
@ApplicationScoped
public class RouteMeters implements RouteListener {
  private static final Logger LOG = Logger.getLogger(RouteMeters.class);

  private final MeterRegistry metrics;

  public RouteMeters(MeterRegistry metrics) {
    this.metrics = metrics;
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
    metrics
        .counter("memary.llm.failovers", Tags.of("target", target.name(), "reason", failure.kind()))
        .increment();
    LOG.warnf(
        "%s did not answer%s: %s. The next target is asked, if there is one.",
        target.name(), node.isEmpty() ? "" : " on " + node, failure.kind());
  }

  @Override
  public void ended(RouteReport report) {
    Tags tags = Tags.of("target", report.target().name());
    metrics.counter("memary.llm.requests", tags.and("outcome", outcome(report))).increment();
    if (report.firstToken() != null) {
      metrics.timer("memary.llm.first.token", tags).record(report.firstToken());
    }
    metrics
        .counter("memary.llm.tokens", tags.and("type", "input"))
        .increment(report.usage().promptTokens());
    metrics
        .counter("memary.llm.tokens", tags.and("type", "output"))
        .increment(report.usage().completionTokens());
  }

  private static String outcome(RouteReport report) {
    if (report.left()) {
      return "abandoned";
    }
    return report.failure() == null ? "answered" : report.failure().kind();
  }
}
