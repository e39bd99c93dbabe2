package dev.memary.router.routing;

import dev.memary.router.chat.ChatCall;
import dev.memary.router.chat.ChatChunk;
import dev.memary.router.chat.ChatReply;
import dev.memary.router.chat.ProviderException;
import dev.memary.router.chat.ProviderFailure;
import dev.memary.router.chat.ProviderFailure.ContextExceeded;
import dev.memary.router.chat.ProviderFailure.Phase;
import dev.memary.router.chat.ProviderFailure.TimedOut;
import dev.memary.router.pool.Demand;
import dev.memary.router.pool.Lease;
import dev.memary.router.pool.LocalModel;
import dev.memary.router.pool.Pool;
import dev.memary.router.pool.Refusal;
import dev.memary.router.routing.NoAnswerException.Reason;
import dev.memary.router.routing.Slots.RefusedException;
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
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** One request on its way through its targets. Its steps follow each other, never overlap. */
final class Journey {
  /** A load may take this many times what it usually takes. */
  private static final int LOAD_PATIENCE = 3;

  private static final int MOST_NODES_PER_TARGET = 3;

  /** Whoever is to wait longer is told so instead. */
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

  private final ChatCall call;
  private final List<Target> targets;
  private final Pool pool;
  private final Slots slots;
  private final Limits limits;
  private final ScheduledExecutorService clock;
  private final RouteListener listener;
  private final List<Attempt> attempts = new ArrayList<>();
  private final Set<String> failedNodes = new HashSet<>();
  private final long arrived = System.nanoTime();
  private int at;
  private int asked;
  private int retried;
  private int tooShort;
  private @Nullable ProviderFailure last;
  private @Nullable Refusal refusal;

  Journey(
      ChatCall call,
      List<Target> targets,
      Pool pool,
      Limits limits,
      ScheduledExecutorService clock,
      RouteListener listener) {
    this.call = call;
    this.targets = targets;
    this.pool = pool;
    this.slots = new Slots(pool);
    this.limits = limits;
    this.clock = clock;
    this.listener = listener;
  }

  /** Asks the target whose turn it is, and those after it. */
  Uni<Routed> next() {
    if (at == targets.size()) {
      return noAnswer();
    }
    if (System.nanoTime() >= call.deadline()) {
      last = new TimedOut(Phase.TOTAL);
      return noAnswer();
    }
    Target target = targets.get(at);
    if (!reads(target)) {
      tooShort++;
      return skip(target, "context_exceeded");
    }
    Optional<LocalModel> local = target.onNodes();
    return local.isPresent() ? onNode(target, local.get()) : inCloud(target);
  }

  /** The client left. */
  void left() {
    slots.leave();
  }

  private boolean reads(Target target) {
    return target.contextTokens() == 0
        || call.promptTokens() + call.mostCompletionTokens() <= target.contextTokens();
  }

  private Uni<Routed> skip(Target target, String reason) {
    attempts.add(new Attempt(target.name(), "", reason));
    return nextTarget();
  }

  private Uni<Routed> nextTarget() {
    at++;
    failedNodes.clear();
    asked = 0;
    return next();
  }

  // ---- asking

  private Uni<Routed> onNode(Target target, LocalModel model) {
    long now = System.nanoTime();
    long latest = Math.min(call.deadline(), now + limits.queue().toNanos());
    Demand demand = new Demand(call.tenant(), model, latest, failedNodes);
    if (at + 1 < targets.size() && tooBusy(demand)) {
      return skip(target, "expected_wait");
    }
    return slots
        .next(demand)
        .onItem()
        .invoke(() -> listener.waited(call, Duration.ofNanos(System.nanoTime() - now)))
        .onItem()
        .transformToUni(lease -> onLease(target, model, lease))
        .onFailure(RefusedException.class)
        .recoverWithUni(e -> noSlot(target, ((RefusedException) e).refusal()));
  }

  private boolean tooBusy(Demand demand) {
    return pool.estimate(demand).map(wait -> wait.compareTo(limits.spillAfter()) > 0).orElse(true);
  }

  private Uni<Routed> onLease(Target target, LocalModel model, Lease lease) {
    Duration load = lease.cold() ? model.typicalLoad().multipliedBy(LOAD_PATIENCE) : Duration.ZERO;
    return ask(target, URI.create(lease.node()), model.contextTokens(), load, lease);
  }

  private Uni<Routed> inCloud(Target target) {
    return ask(target, Objects.requireNonNull(target.address()), 0, Duration.ZERO, null);
  }

  private Uni<Routed> ask(
      Target target, URI address, int contextTokens, Duration load, @Nullable Lease lease) {
    asked++;
    String node = lease == null ? "" : lease.node();
    AttemptWatch watch = new AttemptWatch(call, target, lease, listener, arrived);
    return target
        .adapter()
        .chat(call, address, target.model(), contextTokens)
        .ifNoItem()
        .after(firstAnswer(load))
        .on(clock)
        .failWith(() -> new ProviderException(new TimedOut(Phase.FIRST_TOKEN)))
        .onFailure()
        .invoke(e -> watch.ended(e, false))
        .onCancellation()
        .invoke(() -> watch.ended(null, true))
        .onItem()
        .transformToUni(reply -> committed(reply, load, watch))
        .map(reply -> new Routed(reply, target, node, attempts))
        .onFailure(ProviderException.class)
        .recoverWithUni(e -> failed(target, node, ((ProviderException) e).failure()));
  }

  private Duration firstAnswer(Duration load) {
    Duration remaining = Duration.ofNanos(Math.max(1_000_000, call.deadline() - System.nanoTime()));
    // An answer that comes whole has no first token: it may take the client's whole time.
    Duration patience = call.streamed() ? limits.firstToken().plus(load) : remaining;
    return patience.compareTo(remaining) < 0 ? patience : remaining;
  }

  private Uni<ChatReply> committed(ChatReply reply, Duration load, AttemptWatch watch) {
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

  private Uni<Multi<ChatChunk>> watched(
      Multi<ChatChunk> chunks, Duration load, AttemptWatch watch) {
    return CommitPoint.of(
        chunks.onItem().invoke(watch::saw), limits, load, call.deadline(), clock, watch);
  }

  // ---- when it does not answer

  private Uni<Routed> failed(Target target, String node, ProviderFailure failure) {
    last = failure;
    attempts.add(new Attempt(target.name(), node, failure.kind()));
    listener.failedOver(call, target, node, failure);
    if (!failure.elsewhere()) {
      return noAnswer();
    }
    boolean anotherNode =
        !node.isEmpty() && asked < MOST_NODES_PER_TARGET && !(failure instanceof ContextExceeded);
    if (anotherNode) {
      failedNodes.add(node);
      return next();
    }
    return againOrNextTarget();
  }

  private Uni<Routed> noSlot(Target target, Refusal refused) {
    boolean allNodesFailed = refused.reason() == Refusal.Reason.NO_NODE && !failedNodes.isEmpty();
    if (allNodesFailed) {
      return againOrNextTarget();
    }
    refusal = refused;
    return skip(target, refused.reason().name().toLowerCase(Locale.ROOT));
  }

  /** Another target is better than the same once more; the last one is asked once more. */
  private Uni<Routed> againOrNextTarget() {
    Optional<Duration> pause = at == targets.size() - 1 ? pauseBeforeRetry() : Optional.empty();
    if (pause.isEmpty()) {
      return nextTarget();
    }
    retried++;
    asked = 0;
    failedNodes.clear();
    return Uni.createFrom()
        .voidItem()
        .onItem()
        .delayIt()
        .onExecutor(clock)
        .by(pause.get())
        .chain(this::next);
  }

  /**
   * Exponential backoff with full jitter (Brooker, "Exponential Backoff and Jitter", 2015), or what
   * the provider asks for; nothing when asking again cannot help or the client would not wait.
   */
  private Optional<Duration> pauseBeforeRetry() {
    if (retried >= limits.retries() || last == null || !last.passes()) {
      return Optional.empty();
    }
    long most = limits.firstPause().toNanos() << retried;
    Duration wished = last.retryAfter();
    long pause = wished == null ? ThreadLocalRandom.current().nextLong(most) + 1 : wished.toNanos();
    return pause <= LONGEST_PAUSE.toNanos() && System.nanoTime() + pause < call.deadline()
        ? Optional.of(Duration.ofNanos(Math.max(1, pause)))
        : Optional.empty();
  }

  private Uni<Routed> noAnswer() {
    return Uni.createFrom().failure(new NoAnswerException(reason(), attempts, retryAfter(), last));
  }

  private Reason reason() {
    if (last != null) {
      return switch (last) {
        case ProviderFailure.Refused r -> Reason.REFUSED;
        case ContextExceeded c -> Reason.CONTEXT_EXCEEDED;
        case TimedOut t when t.phase() == Phase.TOTAL -> Reason.TOO_LATE;
        default -> Reason.ALL_FAILED;
      };
    }
    if (refusal != null && refusal.reason() != Refusal.Reason.NO_NODE) {
      return refusal.reason() == Refusal.Reason.QUEUE_FULL ? Reason.QUEUE_FULL : Reason.TOO_LATE;
    }
    return tooShort > 0 && tooShort == targets.size() ? Reason.CONTEXT_EXCEEDED : Reason.NO_TARGET;
  }

  private @Nullable Duration retryAfter() {
    Duration wished = last == null ? null : last.retryAfter();
    return wished != null || refusal == null ? wished : refusal.retryAfter();
  }
}
