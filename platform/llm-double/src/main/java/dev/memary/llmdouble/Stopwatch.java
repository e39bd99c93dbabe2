package dev.memary.llmdouble;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The durations of a request, in nanoseconds as Ollama tells them. */
final class Stopwatch {
  private final long start = System.nanoTime();
  private long loaded = start;
  private long slotted = start;
  private long read = start;

  void load() {
    loaded = System.nanoTime();
  }

  void slot() {
    slotted = System.nanoTime();
  }

  void read() {
    read = System.nanoTime();
  }

  void write(ObjectNode record, int promptTokens, int answerTokens) {
    long now = System.nanoTime();
    put(record, "total_duration", now - start);
    put(record, "load_duration", loaded - start);
    put(record, "prompt_eval_count", promptTokens);
    put(record, "prompt_eval_duration", read - slotted);
    put(record, "eval_count", answerTokens);
    put(record, "eval_duration", now - read);
  }

  void writeEmbedded(ObjectNode record, int promptTokens) {
    put(record, "total_duration", System.nanoTime() - start);
    put(record, "load_duration", loaded - start);
    put(record, "prompt_eval_count", promptTokens);
  }

  private static void put(ObjectNode record, String name, long value) {
    if (value != 0) {
      record.put(name, value);
    }
  }
}
