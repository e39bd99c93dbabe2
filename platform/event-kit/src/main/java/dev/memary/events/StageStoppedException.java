package dev.memary.events;

/** The process stops before the batch is through; it must not be acknowledged. */
public class StageStoppedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StageStoppedException(String stage) {
    super("Stage " + stage + " stops; its batch is not acknowledged and will be delivered again");
  }
}
