package dev.memary.memory.deadletters;

import org.jspecify.annotations.Nullable;

/** Narrows letters; what is null does not. */
public record LetterFilter(String state, @Nullable String topic, @Nullable String cause) {
  public static final String OPEN = "open";
}
