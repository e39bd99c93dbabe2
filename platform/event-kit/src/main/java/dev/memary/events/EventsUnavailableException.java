package dev.memary.events;

/** The broker cannot be reached or does not acknowledge; trying again later is worth it. */
public class EventsUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public EventsUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
