package dev.memary.memory.corrections;

/** As many corrections hold in a space as it can have. */
public class TooManyCorrectionsException extends RuntimeException {
  private static final long serialVersionUID = 1L;
}
