package dev.memary.localstack;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One line of {@code status}: pid, memory and uptime are there only while the process runs. */
public record ProcessStatus(
    String name,
    State state,
    int port,
    @Nullable Long pid,
    @Nullable Long residentBytes,
    @Nullable Duration uptime) {

  /** Where a process stands in its life. */
  public enum State {
    READY,
    NOT_READY,
    DIED,
    STOPPED
  }

  static ProcessStatus notRunning(String name, State state, int port) {
    return new ProcessStatus(name, state, port, null, null, null);
  }
}
