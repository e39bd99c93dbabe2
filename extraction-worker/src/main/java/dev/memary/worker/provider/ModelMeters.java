package dev.memary.worker.provider;

import dev.memary.worker.understanding.ModelEvents;
import dev.memary.worker.understanding.Spent;
import dev.memary.worker.validation.Flaw;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.Map;
import org.jboss.logging.Logger;

/** Counts what models answer, and what of it is not believed. */
@ApplicationScoped
public class ModelMeters implements ModelEvents {
  private static final Logger LOG = Logger.getLogger(ModelMeters.class);
  private static final String ANSWERED = "answered";

  private final MeterRegistry metrics;

  public ModelMeters(MeterRegistry metrics) {
    this.metrics = metrics;
  }

  @Override
  public void flawed(Map<Flaw, Integer> flaws) {
    flaws.forEach((flaw, count) ->
        metrics
            .counter("memary.extraction.flaws", "reason", flaw.name().toLowerCase(Locale.ROOT))
            .increment(count));
  }

  @Override
  public void asked(String outcome, Spent spent) {
    metrics.counter("memary.extraction.questions", "outcome", outcome).increment();
    metrics.counter("memary.extraction.tokens", "kind", "prompt").increment(spent.promptTokens());
    metrics
        .counter("memary.extraction.tokens", "kind", "completion")
        .increment(spent.completionTokens());
    if (!outcome.equals(ANSWERED)) {
      LOG.infof("A question about episodes was not answered by a model: %s", outcome);
    }
  }
}
