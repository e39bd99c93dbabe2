package dev.memary.agent.answer;

import org.jspecify.annotations.Nullable;

/**
 * Which model answers.
 *
 * @param target {@code provider/model}; null when no model does
 * @param fallbacks who was asked before and why it did not answer; null when nobody was
 */
public record AnsweredBy(@Nullable String target, @Nullable String fallbacks) {
  public static final AnsweredBy NOBODY = new AnsweredBy(null, null);
}
