package dev.memary.kit.problem;

import jakarta.ws.rs.WebApplicationException;
import java.util.Set;

/** Tells a refusal that trying again cannot change from a failure that may pass. */
public final class ServiceRefusal {
  private static final Set<Integer> MAY_PASS = Set.of(401, 403, 404, 408, 425, 429);

  private ServiceRefusal() {}

  /** Whether another service said that the request itself is wrong. */
  public static boolean isFinal(RuntimeException failure) {
    if (!(failure instanceof WebApplicationException refused)) {
      return false;
    }
    int status = refused.getResponse().getStatus();
    return status >= 400 && status < 500 && !MAY_PASS.contains(status);
  }
}
