package dev.memary.demo;

import dev.memary.demo.MemaryApi.Answer;
import dev.memary.demo.MemaryApi.Hit;
import dev.memary.demo.Sample.Question;
import java.util.List;

/** What became of one question. */
record Outcome(Question question, List<Hit> hits, double millis, Answer answer) {

  Outcome {
    hits = List.copyOf(hits);
  }

  /** Whether every expected episode is among the results. */
  boolean found() {
    return question.expected().stream()
        .allMatch(id -> hits.stream().anyMatch(hit -> hit.externalIds().contains(id)));
  }

  /** Whether the result stands on an expected episode. */
  boolean answers(Hit hit) {
    return hit.externalIds().stream().anyMatch(question.expected()::contains);
  }
}
