package dev.memary.kit.identity;

import jakarta.enterprise.context.RequestScoped;
import org.jspecify.annotations.Nullable;

/** The caller of the request that is being answered. */
@RequestScoped
public class CurrentCaller {
  private ServiceTokens.@Nullable VerifiedToken token;

  void set(ServiceTokens.VerifiedToken verified) {
    this.token = verified;
  }

  /** On whose behalf the request runs. */
  public Caller get() {
    return verified().caller();
  }

  /** The service that sent the request. */
  public String issuer() {
    return verified().issuer();
  }

  private ServiceTokens.VerifiedToken verified() {
    if (token == null) {
      throw new IllegalStateException("No caller: the operation is outside CallerFilter");
    }
    return token;
  }
}
