package dev.memary.memory.rebuild;

/** A tenant has one rebuild at a time. */
public class RebuildRunningException extends RuntimeException {
  private static final long serialVersionUID = 1L;
}
