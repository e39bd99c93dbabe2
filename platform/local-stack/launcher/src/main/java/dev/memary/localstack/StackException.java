package dev.memary.localstack;

/** A problem a person can act on: its message is a whole sentence and is shown as it stands. */
public class StackException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public StackException(String message) {
    super(message);
  }

  public StackException(String message, Throwable cause) {
    super(message, cause);
  }
}
