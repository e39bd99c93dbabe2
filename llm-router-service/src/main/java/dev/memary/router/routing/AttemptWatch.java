package dev.memary.router.routing;

import dev.memary.router.chat.ChatCall;
import dev.memary.router.chat.ChatChunk;
import dev.memary.router.chat.ProviderException;
import dev.memary.router.chat.ProviderFailure;
import dev.memary.router.chat.ProviderFailure.TimedOut;
import dev.memary.router.chat.Usage;
import dev.memary.router.pool.Lease;
import dev.memary.router.pool.Outcome;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Tells the pool and the listener how one attempt at one target went; once. */
final class AttemptWatch implements CommitPoint.Watcher {
  private final ChatCall call;
  private final Target target;
  private final @Nullable Lease lease;
  private final RouteListener listener;
  private final long arrived;
  private final long asked = System.nanoTime();
  private final AtomicBoolean over = new AtomicBoolean();
  private volatile @Nullable Usage usage;
  private volatile long pieces;
  private volatile long firstToken;

  /**
   * @param lease of the local node; null for a cloud provider
   * @param arrived when the request came, on the clock of {@link System#nanoTime()}
   */
  AttemptWatch(
      ChatCall call, Target target, @Nullable Lease lease, RouteListener listener, long arrived) {
    this.call = call;
    this.target = target;
    this.lease = lease;
    this.listener = listener;
    this.arrived = arrived;
  }

  /** One thread at a time. */
  @SuppressWarnings("NonAtomicOperationOnVolatileField")
  void saw(ChatChunk chunk) {
    if (chunk.content()) {
      pieces++;
    }
    if (chunk.usage() != null) {
      usage = chunk.usage();
    }
  }

  void usage(Usage taken) {
    usage = taken;
  }

  @Override
  public void began() {
    firstToken = System.nanoTime();
    if (lease != null) {
      lease.firstToken();
    }
  }

  @Override
  public void ended(@Nullable Throwable failure, boolean left) {
    if (!over.compareAndSet(false, true)) {
      return;
    }
    if (lease != null) {
      release(lease, failure, left);
    }
    long now = System.nanoTime();
    listener.ended(
        new RouteReport(
            call,
            target,
            lease == null ? "" : lease.node(),
            usage == null ? guessed() : usage,
            usage == null,
            firstToken == 0 ? null : Duration.ofNanos(firstToken - arrived),
            Duration.ofNanos(now - asked),
            Duration.ofNanos(now - arrived),
            failure instanceof ProviderException e ? e.failure() : null,
            left));
  }

  private static void release(Lease lease, @Nullable Throwable failure, boolean left) {
    Outcome outcome = outcome(failure, left);
    if (failure instanceof ProviderException e) {
      lease.end(outcome, e.failure().kind());
    } else {
      lease.end(outcome);
    }
  }

  /** What was answered in part was paid for, too. Most providers send a token a piece. */
  private Usage guessed() {
    return pieces == 0 ? Usage.NONE : new Usage(call.promptTokens(), pieces, 0, null);
  }

  static Outcome outcome(@Nullable Throwable failure, boolean left) {
    if (left) {
      return Outcome.ABANDONED;
    }
    if (failure == null) {
      return Outcome.ANSWERED;
    }
    if (!(failure instanceof ProviderException e)) {
      return Outcome.BROKEN;
    }
    return switch (e.failure()) {
      case ProviderFailure.Busy b -> Outcome.BUSY;
      case ProviderFailure.Refused r -> Outcome.ABANDONED;
      case ProviderFailure.ContextExceeded c -> Outcome.ABANDONED;
      case ProviderFailure.ModelMissing m -> Outcome.MISSING;
      case TimedOut t when t.phase() == ProviderFailure.Phase.TOTAL -> Outcome.ABANDONED;
      default -> Outcome.BROKEN;
    };
  }
}
