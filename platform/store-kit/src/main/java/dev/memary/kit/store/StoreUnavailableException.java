package dev.memary.kit.store;

/** The store cannot be reached; trying again may help. */
public final class StoreUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StoreUnavailableException(Throwable cause) {
    super("the store cannot be reached", cause);
  }
}
