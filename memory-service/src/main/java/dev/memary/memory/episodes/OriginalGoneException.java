package dev.memary.memory.episodes;

/** What was to be shared has been forgotten. */
public class OriginalGoneException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public OriginalGoneException() {
    super("The memory to be shared is gone", null, false, false);
  }
}
