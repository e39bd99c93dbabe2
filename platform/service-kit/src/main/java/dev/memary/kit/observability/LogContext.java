package dev.memary.kit.observability;

import java.util.UUID;
import org.jboss.logging.MDC;

/** Puts the ids that an operator needs on every log line of the current request. */
public final class LogContext {
  private LogContext() {}

  /** The tenant of the current work. */
  public static void tenant(String tenantId) {
    MDC.put("tenantId", tenantId);
  }

  /** The space of the current work. */
  public static void space(UUID spaceId) {
    MDC.put("spaceId", spaceId.toString());
  }

  /** Forgets both, for threads that serve many. */
  public static void clear() {
    MDC.remove("tenantId");
    MDC.remove("spaceId");
  }
}
