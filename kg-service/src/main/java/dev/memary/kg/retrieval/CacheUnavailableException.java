package dev.memary.kg.retrieval;

/** The result cache cannot be reached now. */
public class CacheUnavailableException extends RuntimeException {
  public CacheUnavailableException(Throwable cause) {
    super("The result cache cannot be reached", cause);
  }
}
