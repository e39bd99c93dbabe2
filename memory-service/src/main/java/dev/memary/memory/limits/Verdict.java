package dev.memary.memory.limits;

import java.time.Duration;

/** Whether what was asked for is granted. */
public sealed interface Verdict {

  /** It is, and was taken from the quota. */
  record Granted(Quota quota) implements Verdict {}

  /** It is not, and nothing was taken. Who waits so long is granted it. */
  record Refused(Quota quota, Duration retryAfter) implements Verdict {}

  /** Nobody can tell now: nobody is kept waiting for a counter. */
  record Uncounted() implements Verdict {}
}
