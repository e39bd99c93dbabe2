package dev.memary.router.routing;

import dev.memary.router.chat.ChatChunk;
import dev.memary.router.chat.ProviderException;
import dev.memary.router.chat.ProviderFailure.CutShort;
import dev.memary.router.chat.ProviderFailure.Phase;
import dev.memary.router.chat.ProviderFailure.TimedOut;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.Subscriptions;
import io.smallrye.mutiny.operators.AbstractMulti;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Holds a stream back until its first piece of content is there, watches its pace, and then lets it
 * through at the pace of the client. Up to that piece a failure is a failure of the {@link Uni},
 * and somebody else may take over; from then on it is one of the stream.
 *
 * <p>Pieces are asked for one at a time, so that nothing piles up before a slow client, and a slow
 * client is not taken for a slow provider.
 */
final class CommitPoint extends AbstractMulti<ChatChunk> implements Flow.Subscription {
  private static final long LOOK_MILLIS = 100;

  /** Whom a stream is told to: each is called at most once. */
  interface Watcher {
    /** The first piece of content is there. */
    void began();

    /**
     * The stream is over.
     *
     * @param failure null when it ended well or the client left
     * @param left whether the client left
     */
    void ended(@Nullable Throwable failure, boolean left);
  }

  private final long began = System.nanoTime();
  private final Duration firstToken;
  private final Duration betweenTokens;
  private final long deadline;
  private final Watcher watcher;
  private final Queue<ChatChunk> pieces = new ConcurrentLinkedQueue<>();
  private final AtomicLong wanted = new AtomicLong();
  private final AtomicInteger work = new AtomicInteger();
  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicReference<Flow.@Nullable Subscription> upstream = new AtomicReference<>();
  private @Nullable ScheduledFuture<?> clock;
  private @Nullable UniEmitter<? super Multi<ChatChunk>> beginning;
  private volatile @Nullable MultiSubscriber<? super ChatChunk> client;
  private volatile @Nullable Throwable failure;
  private volatile boolean committed;
  private volatile boolean finished;
  private volatile boolean complete;
  private volatile boolean awaited;
  private volatile long lastPiece = began;

  private CommitPoint(Limits limits, Duration load, long deadline, Watcher watcher) {
    this.firstToken = limits.firstToken().plus(load);
    this.betweenTokens = limits.betweenTokens();
    this.deadline = deadline;
    this.watcher = watcher;
  }

  /**
   * The stream, once it has begun to answer.
   *
   * @param load what a cold model may take longer
   * @param deadline on the clock of {@link System#nanoTime()}
   */
  static Uni<Multi<ChatChunk>> of(
      Multi<ChatChunk> chunks,
      Limits limits,
      Duration load,
      long deadline,
      ScheduledExecutorService clock,
      Watcher watcher) {
    return Uni.createFrom()
        .emitter(emitter -> {
          CommitPoint point = new CommitPoint(limits, load, deadline, watcher);
          point.beginning = emitter;
          emitter.onTermination(point::leaveUncommitted);
          point.clock =
              clock.scheduleAtFixedRate(
                  point::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
          chunks.subscribe().withSubscriber(point.new FromProvider());
        });
  }

  // ---- from the provider

  /** What the provider calls. */
  private final class FromProvider implements MultiSubscriber<ChatChunk> {
    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      upstream.set(subscription);
      if (over.get()) {
        subscription.cancel();
      } else {
        ask();
      }
    }

    @Override
    public void onItem(ChatChunk piece) {
      awaited = false;
      lastPiece = System.nanoTime();
      finished |= piece.finished();
      pieces.add(piece);
      if (!committed && (piece.content() || piece.finished())) {
        commit();
      } else if (!committed) {
        ask();
      }
      drain();
    }

    @Override
    public void onFailure(Throwable cause) {
      awaited = false;
      fail(cause);
    }

    @Override
    public void onCompletion() {
      awaited = false;
      if (!finished) {
        fail(new ProviderException(new CutShort()));
        return;
      }
      complete = true;
      drain();
    }
  }

  private void commit() {
    committed = true;
    watcher.began();
    Objects.requireNonNull(beginning).complete(this);
  }

  private void fail(Throwable cause) {
    if (!committed) {
      if (end(cause, false)) {
        Objects.requireNonNull(beginning).fail(cause);
      }
      return;
    }
    failure = cause;
    drain();
  }

  // ---- from the clock

  private void look() {
    long now = System.nanoTime();
    if (now >= deadline) {
      give(Phase.TOTAL);
    } else if (!committed && now - began > firstToken.toNanos()) {
      give(Phase.FIRST_TOKEN);
    } else if (committed && awaited && now - lastPiece > betweenTokens.toNanos()) {
      give(Phase.BETWEEN_TOKENS);
    }
  }

  private void give(Phase phase) {
    cancelUpstream();
    if (finished && phase == Phase.BETWEEN_TOKENS) { // all is there, only the connection stays
      complete = true;
      drain();
      return;
    }
    fail(new ProviderException(new TimedOut(phase)));
  }

  // ---- to the client

  @Override
  public void subscribe(MultiSubscriber<? super ChatChunk> subscriber) {
    client = subscriber;
    subscriber.onSubscribe(this);
  }

  @Override
  public void request(long count) {
    Subscriptions.add(wanted, count);
    drain();
  }

  @Override
  public void cancel() {
    if (end(null, true)) {
      cancelUpstream();
    }
  }

  /** The client left before anything was there for it. */
  private void leaveUncommitted() {
    if (!committed && end(null, true)) {
      cancelUpstream();
    }
  }

  /** One thread at a time; whoever comes meanwhile makes it go round once more. */
  private void drain() {
    MultiSubscriber<? super ChatChunk> to = client;
    if (to == null || work.getAndIncrement() > 0) {
      return;
    }
    do {
      pass(to);
    } while (work.decrementAndGet() > 0);
  }

  private void pass(MultiSubscriber<? super ChatChunk> to) {
    while (!over.get() && wanted.get() > 0) {
      ChatChunk piece = pieces.poll();
      if (piece == null) {
        break;
      }
      wanted.decrementAndGet();
      to.onItem(piece);
    }
    if (over.get() || !pieces.isEmpty()) {
      return;
    }
    Throwable cause = failure;
    if (cause != null) {
      if (end(cause, false)) {
        to.onFailure(cause);
      }
    } else if (complete) {
      if (end(null, false)) {
        to.onCompletion();
      }
    } else if (wanted.get() > 0 && !awaited) {
      ask();
    }
  }

  private void ask() {
    awaited = true;
    lastPiece = System.nanoTime();
    Flow.Subscription from = upstream.get();
    if (from != null) {
      from.request(1);
    }
  }

  private void cancelUpstream() {
    Flow.Subscription from = upstream.get();
    if (from != null) {
      from.cancel();
    }
  }

  private boolean end(@Nullable Throwable cause, boolean left) {
    if (!over.compareAndSet(false, true)) {
      return false;
    }
    ScheduledFuture<?> ticking = clock;
    if (ticking != null) {
      ticking.cancel(false);
    }
    watcher.ended(cause, left);
    return true;
  }
}
