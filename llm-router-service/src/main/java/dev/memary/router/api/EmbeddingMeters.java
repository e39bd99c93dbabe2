package dev.memary.router.api;

import dev.memary.router.routing.EmbeddingTarget;
import dev.memary.router.routing.NoAnswerException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;

/** Counts what becomes of texts that are to be embedded. */
@ApplicationScoped
class EmbeddingMeters {
  private final MeterRegistry metrics;

  EmbeddingMeters(MeterRegistry metrics) {
    this.metrics = metrics;
  }

  void answered(EmbeddingTarget target, long tokens) {
    count(target, "answered");
    metrics
        .counter("memary.llm.embeddings.tokens", Tags.of("target", target.name()))
        .increment(tokens);
  }

  void failed(EmbeddingTarget target, NoAnswerException e) {
    count(target, e.last().map(f -> f.kind()).orElse(e.reason().name().toLowerCase(Locale.ROOT)));
  }

  void abandoned(EmbeddingTarget target) {
    count(target, "abandoned");
  }

  private void count(EmbeddingTarget target, String outcome) {
    metrics
        .counter(
            "memary.llm.embeddings.requests", Tags.of("target", target.name(), "outcome", outcome))
        .increment();
  }
}
