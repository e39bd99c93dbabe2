package dev.memary.systemtests.bench;

/** What is measured: a process that passes chats on to the upstream. */
sealed interface Gateway extends AutoCloseable permits MemaryRouter, Portkey {
  String name();

  /** The way through it, good for some minutes. */
  Route route();

  Measured process();

  @Override
  void close();
}
