package dev.memary.memory.context;

/** Port: how many tokens a model will see. */
public interface TokenCounter {
  int count(String text);
}
