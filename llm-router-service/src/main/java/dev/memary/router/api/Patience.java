package dev.memary.router.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.WebApplicationException;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Until when a client waits: as long as it says, but no longer than anybody may. */
@ApplicationScoped
class Patience {
  static final String HEADER = "X-Memary-Timeout-Ms";

  private final Duration most;

  Patience(
      @ConfigProperty(name = "memary.routing.limits.total", defaultValue = "PT10M") Duration most) {
    this.most = most;
  }

  /** On the clock of {@link System#nanoTime()}. */
  long deadline(@Nullable String header) {
    Duration wanted = header == null ? most : Duration.ofMillis(millis(header));
    return System.nanoTime() + (wanted.compareTo(most) < 0 ? wanted : most).toNanos();
  }

  private static long millis(String header) {
    if (!header.matches("\\d{1,12}") || Long.parseLong(header) < 1) {
      throw new WebApplicationException(
          LlmError.invalid(HEADER, HEADER + " must be a whole number of at least 1"));
    }
    return Long.parseLong(header);
  }
}
