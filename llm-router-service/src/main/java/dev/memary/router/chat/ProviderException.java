package dev.memary.router.chat;

/** Carries a {@link ProviderFailure} through streams. */
public final class ProviderException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient ProviderFailure failure;

  public ProviderException(ProviderFailure failure) {
    super(failure.kind(), null, false, false);
    this.failure = failure;
  }

  /** What went wrong. */
  public ProviderFailure failure() {
    return failure;
  }
}
