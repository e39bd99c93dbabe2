package dev.memary.memory.recall;

/** Port: how many tokens a model will see. */
public interface TokenCounter {
  int count(String text);
}
