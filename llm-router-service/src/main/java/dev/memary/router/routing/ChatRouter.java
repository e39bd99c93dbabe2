package dev.memary.router.routing;

import dev.memary.router.chat.ChatCall;
import dev.memary.router.chat.ChatChunk;
import dev.memary.router.chat.ChatReply;
import dev.memary.router.chat.ProviderException;
import dev.memary.router.chat.ProviderFailure;
import dev.memary.router.chat.ProviderFailure.ContextExceeded;
import dev.memary.router.chat.ProviderFailure.TimedOut;
import dev.memary.router.chat.Usage;
import dev.memary.router.pool.Demand;
import dev.memary.router.pool.Lease;
import dev.memary.router.pool.LocalModel;
import dev.memary.router.pool.Outcome;
import dev.memary.router.pool.Pool;
import dev.memary.router.pool.Refusal;
import dev.memary.router.pool.Waiter;
import dev.memary.router.routing.NoAnswerException.Reason;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Asks the targets of an alias, one after the other, until one has begun to answer. */
public final class ChatRouter {
  /** A load may take this many times what it usually takes. */
  private static final int LOAD_PATIENCE = 3;

  private static final int MOST_NODES_PER_TARGET = 3;

  private final Pool pool;
  private final Limits limits;
  private final ScheduledExecutorService clock;
  private final RouteListener listener;

  public ChatRouter(
      Pool pool, Limits limits, ScheduledExecutorService clock, RouteListener listener) {
    this.pool = pool;
    this.limits = limits;
    this.clock = clock;
    this.listener = listener;
  }

  /**
   * Answers with the first of the targets that can. Fails with a {@link NoAnswerException};
   * cancelling ends whatever is under way.
   */
  public Uni<Routed> route(ChatCall call, List<Target> targets) {
    Journey journey = new Journey(call, targets);
    return journey.next().onCancellation().invoke(journey::left);
  }

  /** One request on its way through the targets. Its steps follow each other, never overlap. */
  private final class Journey {
    private final ChatCall call;
    private final List<Target> targets;
    private final List<Attempt> attempts = new ArrayList<>();
    private final Set<String> failedNodes = new HashSet<>();
    private final long began = System.nanoTime();
    private int at;
    private int asked;
    private int tooShort;
    private @Nullable ProviderFailure last;
    private @Nullable Refusal refusal;
    private volatile @Nullable Lease held;
    private volatile boolean left;

    Journey(ChatCall call, List<Target> targets) {
      this.call = call;
      this.targets = targets.stream().filter(t -> !call.localOnly() || !t.cloud()).toList();
    }

    /** The client left: a slot that was granted in this very moment is nobody's otherwise. */
    void left() {
      left = true;
      Lease lease = held;
      if (lease != null) {
        lease.end(Outcome.ABANDONED);
      }
    }

    private void hold(Lease lease) {
      held = lease;
      if (left) {
        lease.end(Outcome.ABANDONED);
      }
    }

    Uni<Routed> next() {
      while (at < targets.size()) {
        if (System.nanoTime() >= call.deadline()) {
          last = new TimedOut(ProviderFailure.Phase.TOTAL);
          break;
        }
        Target target = targets.get(at);
        if (!reads(target)) {
          tooShort++;
          skip(target, "context_exceeded");
          continue;
        }
        Optional<LocalModel> local = target.onNodes();
        return local.isPresent() ? onNode(target, local.get()) : inCloud(target);
      }
      return Uni.createFrom().failure(noAnswer());
    }

    private boolean reads(Target target) {
      return target.contextTokens() == 0
          || call.promptTokens() + call.mostCompletionTokens() <= target.contextTokens();
    }

    private void skip(Target target, String reason) {
      attempts.add(new Attempt(target.name(), "", reason));
      at++;
      failedNodes.clear();
      asked = 0;
    }

    private Uni<Routed> onNode(Target target, LocalModel model) {
      long latest = Math.min(call.deadline(), System.nanoTime() + limits.queue().toNanos());
      Demand demand = new Demand(call.tenant(), model, latest, failedNodes);
      if (at + 1 < targets.size() && tooBusy(demand)) {
        skip(target, "expected_wait");
        return next();
      }
      return lease(demand)
          .onItem()
          .transformToUni(lease ->
              onLease(target, model, lease)
                  .onFailure(ProviderException.class)
                  .recoverWithUni(e -> failed(target, lease.node(), e)))
          .onFailure(RefusedException.class)
          .recoverWithUni(e -> {
            refusal = ((RefusedException) e).refusal;
            skip(target, refusal.reason().name().toLowerCase(Locale.ROOT));
            return next();
          });
    }

    private boolean tooBusy(Demand demand) {
      return pool.estimate(demand)
          .map(wait -> wait.compareTo(limits.spillAfter()) > 0)
          .orElse(true);
    }

    private Uni<Lease> lease(Demand demand) {
      long from = System.nanoTime();
      return Uni.createFrom()
          .emitter(emitter -> {
            AtomicBoolean decided = new AtomicBoolean();
            Pool.Ticket ticket =
                pool.enter(
                    demand,
                    new Waiter() {
                      @Override
                      public void granted(Lease lease) {
                        if (decided.compareAndSet(false, true)) {
                          listener.waited(call, Duration.ofNanos(System.nanoTime() - from));
                          hold(lease);
                          emitter.complete(lease);
                        } else { // the client has left meanwhile
                          lease.end(Outcome.ABANDONED);
                        }
                      }

                      @Override
                      public void refused(Refusal refused) {
                        decided.set(true);
                        emitter.fail(new RefusedException(refused));
                      }
                    });
            emitter.onTermination(() -> {
              if (decided.compareAndSet(false, true)) {
                ticket.leave();
              }
            });
          });
    }

    private Uni<Routed> onLease(Target target, LocalModel model, Lease lease) {
      Duration load =
          lease.cold() ? model.typicalLoad().multipliedBy(LOAD_PATIENCE) : Duration.ZERO;
      Leased watch = new Leased(lease);
      return ask(
          target, URI.create(lease.node()), model.contextTokens(), load, lease.node(), watch);
    }

    private Uni<Routed> inCloud(Target target) {
      URI address = Objects.requireNonNull(target.address());
      return ask(target, address, 0, Duration.ZERO, "", Ending.NONE)
          .onFailure(ProviderException.class)
          .recoverWithUni(e -> failed(target, "", e));
    }

    private Uni<Routed> ask(
        Target target, URI address, int contextTokens, Duration load, String node, Ending ending) {
      asked++;
      Watch watch = new Watch(target, node, ending);
      return target
          .adapter()
          .chat(call, address, target.model(), contextTokens)
          .ifNoItem()
          .after(firstAnswer(load))
          .failWith(() -> new ProviderException(new TimedOut(ProviderFailure.Phase.FIRST_TOKEN)))
          .onFailure()
          .invoke(e -> watch.ended(e, false))
          .onCancellation()
          .invoke(() -> watch.ended(null, true))
          .onItem()
          .transformToUni(reply -> committed(reply, load, watch))
          .map(reply -> new Routed(reply, target, node, attempts));
    }

    private Duration firstAnswer(Duration load) {
      Duration left = Duration.ofNanos(Math.max(1_000_000, call.deadline() - System.nanoTime()));
      // An answer that comes whole has no first token: it may take the client's whole time.
      Duration patience = call.streamed() ? limits.firstToken().plus(load) : left;
      return patience.compareTo(left) < 0 ? patience : left;
    }

    private Uni<ChatReply> committed(ChatReply reply, Duration load, Watch watch) {
      return switch (reply) {
        case ChatReply.Whole whole -> {
          watch.usage(whole.usage());
          watch.began();
          watch.ended(null, false);
          yield Uni.createFrom().item(whole);
        }
        case ChatReply.Gathered gathered ->
            watched(gathered.chunks(), load, watch)
                .onItem()
                .transformToUni(chunks -> chunks.onItem().ignoreAsUni())
                .map(end -> gathered.whole().get());
        case ChatReply.Streamed streamed ->
            watched(streamed.chunks(), load, watch).map(ChatReply.Streamed::new);
      };
    }

    private Uni<Multi<ChatChunk>> watched(Multi<ChatChunk> chunks, Duration load, Watch watch) {
      return CommitPoint.of(
          chunks.onItem().invoke(watch::saw), limits, load, call.deadline(), clock, watch);
    }

    private Uni<Routed> failed(Target target, String node, Throwable e) {
      ProviderFailure failure = ((ProviderException) e).failure();
      last = failure;
      attempts.add(new Attempt(target.name(), node, failure.kind()));
      listener.failedOver(call, target, node, failure);
      if (!failure.elsewhere()) {
        return Uni.createFrom().failure(noAnswer());
      }
      boolean anotherNode =
          !node.isEmpty() && asked < MOST_NODES_PER_TARGET && !(failure instanceof ContextExceeded);
      if (anotherNode) {
        failedNodes.add(node);
      } else {
        at++;
        failedNodes.clear();
        asked = 0;
      }
      return next();
    }

    private NoAnswerException noAnswer() {
      return new NoAnswerException(reason(), attempts, retryAfter(), last);
    }

    private Reason reason() {
      if (last != null) {
        return switch (last) {
          case ProviderFailure.Refused r -> Reason.REFUSED;
          case ContextExceeded c -> Reason.CONTEXT_EXCEEDED;
          case TimedOut t when t.phase() == ProviderFailure.Phase.TOTAL -> Reason.TOO_LATE;
          default -> Reason.ALL_FAILED;
        };
      }
      if (refusal != null && refusal.reason() != Refusal.Reason.NO_NODE) {
        return refusal.reason() == Refusal.Reason.QUEUE_FULL ? Reason.QUEUE_FULL : Reason.TOO_LATE;
      }
      return tooShort > 0 && tooShort == targets.size()
          ? Reason.CONTEXT_EXCEEDED
          : Reason.NO_TARGET;
    }

    private @Nullable Duration retryAfter() {
      if (last instanceof ProviderFailure.RateLimited limited && limited.retryAfter() != null) {
        return limited.retryAfter();
      }
      if (last instanceof ProviderFailure.Busy busy && busy.retryAfter() != null) {
        return busy.retryAfter();
      }
      return refusal == null ? null : refusal.retryAfter();
    }

    /** Tells the pool and the listener how an attempt went; once. */
    private final class Watch implements CommitPoint.Watcher {
      private final Target target;
      private final String node;
      private final Ending ending;
      private final AtomicBoolean over = new AtomicBoolean();
      private volatile Usage usage = Usage.NONE;
      private volatile long firstToken;

      Watch(Target target, String node, Ending ending) {
        this.target = target;
        this.node = node;
        this.ending = ending;
      }

      void saw(ChatChunk chunk) {
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
        ending.began();
      }

      @Override
      public void ended(@Nullable Throwable failure, boolean left) {
        if (!over.compareAndSet(false, true)) {
          return;
        }
        ending.ended(outcome(failure, left));
        listener.ended(
            new RouteReport(
                call,
                target,
                node,
                usage,
                firstToken == 0 ? null : Duration.ofNanos(firstToken - began),
                Duration.ofNanos(System.nanoTime() - began),
                failure instanceof ProviderException e ? e.failure() : null,
                left));
      }
    }
  }

  /** What a slot is told. */
  private interface Ending {
    Ending NONE =
        new Ending() {
          @Override
          public void began() {}

          @Override
          public void ended(Outcome outcome) {}
        };

    void began();

    void ended(Outcome outcome);
  }

  private record Leased(Lease lease) implements Ending {
    @Override
    public void began() {
      lease.firstToken();
    }

    @Override
    public void ended(Outcome outcome) {
      lease.end(outcome);
    }
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
      case ContextExceeded c -> Outcome.ABANDONED;
      case ProviderFailure.ModelMissing m -> Outcome.ABANDONED;
      case TimedOut t when t.phase() == ProviderFailure.Phase.TOTAL -> Outcome.ABANDONED;
      default -> Outcome.BROKEN;
    };
  }

  private static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Refusal refusal;

    RefusedException(Refusal refusal) {
      super(refusal.reason().name(), null, false, false);
      this.refusal = refusal;
    }
  }
}
