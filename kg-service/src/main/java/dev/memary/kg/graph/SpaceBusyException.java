package dev.memary.kg.graph;

/** The space is being cleared for a rebuild and takes no writes now; trying again soon is right. */
public class SpaceBusyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public SpaceBusyException() {
    super("The space is being rebuilt; try again soon");
  }
}
