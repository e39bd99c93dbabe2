package dev.memary.memory.recall;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered, best first.
 *
 * @param degraded what was missing while answering, as codes; empty when nothing was
 * @param graph what was walked over, when it is to be explained and the graph could answer
 */
public record Recall(List<Result> results, List<String> degraded, @Nullable Subgraph graph) {
  /** Nothing. */
  static final Recall NOTHING = new Recall(List.of(), List.of(), null);

  public Recall {
    results = List.copyOf(results);
    degraded = List.copyOf(degraded);
  }

  /**
   * One memory.
   *
   * @param score 0 to 1, comparable within one recall only
   * @param validFrom since when a fact holds, as far as it is known
   * @param validTo until when it held; null while it does, and for what is no fact
   * @param sources the episodes that it comes from
   * @param explain component of the score by name, when asked for
   */
  public record Result(
      UUID id,
      RecallQuery.Kind kind,
      String space,
      String text,
      double score,
      Instant occurredAt,
      @Nullable Instant validFrom,
      @Nullable Instant validTo,
      List<String> entities,
      List<Source> sources,
      Map<String, Object> metadata,
      @Nullable Map<String, Double> explain) {}

  /** An episode behind a result. */
  public record Source(
      UUID id,
      @Nullable String externalId,
      String sessionId,
      String speaker,
      String role,
      Instant occurredAt) {}
}
