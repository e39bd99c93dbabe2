package dev.memary.worker.understanding;

import org.jspecify.annotations.Nullable;

/**
 * How an extraction came about.
 *
 * @param provisional no model answered: it is made again when one does
 * @param rejected why what a model answered could not be used, as a code
 */
public record Effort(boolean provisional, @Nullable String rejected, Spent spent) {
  public static final Effort NONE = new Effort(false, null, Spent.NOTHING);
  public static final Effort PROVISIONAL = new Effort(true, null, Spent.NOTHING);

  static Effort of(Spent spent) {
    return new Effort(false, null, spent);
  }

  static Effort rejected(String reason, Spent spent) {
    return new Effort(false, reason, spent);
  }
}
