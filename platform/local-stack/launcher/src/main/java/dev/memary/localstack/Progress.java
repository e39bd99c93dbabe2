package dev.memary.localstack;

/** Hears about every member as soon as its start has ended; called by several threads. */
@FunctionalInterface
public interface Progress {

  Progress SILENT = outcome -> {};

  void report(Outcome outcome);
}
