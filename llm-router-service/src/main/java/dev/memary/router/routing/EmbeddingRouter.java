package dev.memary.router.routing;

import dev.memary.router.chat.ProviderException;
import dev.memary.router.chat.ProviderFailure;
import dev.memary.router.chat.ProviderFailure.ContextExceeded;
import dev.memary.router.chat.ProviderFailure.Phase;
import dev.memary.router.chat.ProviderFailure.Refused;
import dev.memary.router.chat.ProviderFailure.TimedOut;
import dev.memary.router.embeddings.Embedder;
import dev.memary.router.embeddings.EmbeddingCall;
import dev.memary.router.embeddings.Embeddings;
import dev.memary.router.pool.Demand;
import dev.memary.router.pool.Lease;
import dev.memary.router.pool.Outcome;
import dev.memary.router.pool.Pool;
import dev.memary.router.pool.Refusal;
import dev.memary.router.routing.EmbeddingTarget.Fixed;
import dev.memary.router.routing.EmbeddingTarget.OnNodes;
import dev.memary.router.routing.NoAnswerException.Reason;
import dev.memary.router.routing.Slots.RefusedException;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Has texts embedded by one model. Another node may stand in for a node, because it runs the same
 * model; another model never.
 */
public final class EmbeddingRouter {
  /** A load may take this many times what it usually takes. */
  private static final int LOAD_PATIENCE = 3;

  private static final int MOST_NODES = 3;

  private final Pool pool;
  private final Limits limits;
  private final ScheduledExecutorService clock;

  public EmbeddingRouter(Pool pool, Limits limits, ScheduledExecutorService clock) {
    this.pool = pool;
    this.limits = limits;
    this.clock = clock;
  }

  /** Fails with a {@link NoAnswerException}; cancelling ends whatever is under way. */
  public Uni<Embedded> embed(EmbeddingCall call, EmbeddingTarget target) {
    if (call.localOnly() && target.cloud()) {
      return Uni.createFrom()
          .failure(new NoAnswerException(Reason.NO_TARGET, List.of(), null, null));
    }
    Journey journey = new Journey(call, target);
    return switch (target.place()) {
      case Fixed fixed -> journey.inPlace(fixed);
      case OnNodes nodes -> journey.on(nodes).onCancellation().invoke(journey.slots::leave);
    };
  }

  /** One request on its way. Its steps follow each other, never overlap. */
  private final class Journey {
    private final EmbeddingCall call;
    private final EmbeddingTarget target;
    private final List<String> texts;
    private final List<Attempt> attempts = new ArrayList<>();
    private final Set<String> failedNodes = new HashSet<>();
    private final Slots slots = new Slots(pool);

    Journey(EmbeddingCall call, EmbeddingTarget target) {
      this.call = call;
      this.target = target;
      this.texts = target.prefixes().before(call.texts(), call.type());
    }

    Uni<Embedded> inPlace(Fixed place) {
      return ask(place.embedder(), left())
          .map(embeddings -> new Embedded(embeddings, attempts))
          .onFailure(ProviderException.class)
          .transform(e -> failed("", failure(e)));
    }

    Uni<Embedded> on(OnNodes nodes) {
      long latest = Math.min(call.deadline(), System.nanoTime() + limits.queue().toNanos());
      return slots
          .next(new Demand(call.tenant(), nodes.model(), latest, failedNodes))
          .onFailure(RefusedException.class)
          .transform(e -> refused(((RefusedException) e).refusal()))
          .onItem()
          .transformToUni(lease ->
              onLease(nodes, lease)
                  .onFailure(ProviderException.class)
                  .recoverWithUni(e -> onAnotherNode(nodes, lease.node(), failure(e))));
    }

    private Uni<Embedded> onLease(OnNodes nodes, Lease lease) {
      Duration load =
          lease.cold() ? nodes.model().typicalLoad().multipliedBy(LOAD_PATIENCE) : Duration.ZERO;
      return ask(nodes.on().apply(lease.node()), limits.firstToken().plus(load))
          .onItem()
          .invoke(() -> {
            lease.firstToken();
            lease.end(Outcome.ANSWERED);
          })
          .onFailure()
          .invoke(e -> lease.end(AttemptWatch.outcome(e, false)))
          .onCancellation()
          .invoke(() -> lease.end(Outcome.ABANDONED))
          .map(embeddings -> new Embedded(embeddings, attempts));
    }

    private Uni<Embeddings> ask(Embedder embedder, Duration patience) {
      boolean untilTheEnd = patience.compareTo(left()) >= 0;
      return embedder
          .embed(texts, call.dimensions())
          .ifNoItem()
          .after(untilTheEnd ? left() : patience)
          .on(clock)
          .failWith(() ->
              new ProviderException(new TimedOut(untilTheEnd ? Phase.TOTAL : Phase.FIRST_TOKEN)));
    }

    private Uni<Embedded> onAnotherNode(OnNodes nodes, String node, ProviderFailure failure) {
      NoAnswerException end = failed(node, failure);
      failedNodes.add(node);
      boolean worthIt =
          failure.elsewhere()
              && !(failure instanceof ContextExceeded)
              && failedNodes.size() < MOST_NODES;
      return worthIt
          ? on(nodes).onFailure(this::nobodyElse).transform(e -> end)
          : Uni.createFrom().failure(end);
    }

    /** That no other node is there says less than what went wrong on the one that was. */
    private boolean nobodyElse(Throwable e) {
      return e instanceof NoAnswerException none && none.reason() == Reason.NO_TARGET;
    }

    private NoAnswerException failed(String node, ProviderFailure failure) {
      attempts.add(new Attempt(target.name(), node, failure.kind()));
      Reason reason =
          switch (failure) {
            case Refused r -> Reason.REFUSED;
            case ContextExceeded c -> Reason.CONTEXT_EXCEEDED;
            case TimedOut t when t.phase() == Phase.TOTAL -> Reason.TOO_LATE;
            default -> Reason.ALL_FAILED;
          };
      return new NoAnswerException(reason, attempts, failure.retryAfter(), failure);
    }

    private NoAnswerException refused(Refusal refusal) {
      Reason reason =
          switch (refusal.reason()) {
            case NO_NODE -> Reason.NO_TARGET;
            case QUEUE_FULL -> Reason.QUEUE_FULL;
            case TOO_LATE -> Reason.TOO_LATE;
          };
      return new NoAnswerException(reason, attempts, refusal.retryAfter(), null);
    }

    private Duration left() {
      return Duration.ofNanos(Math.max(1_000_000, call.deadline() - System.nanoTime()));
    }
  }

  private static ProviderFailure failure(Throwable e) {
    return ((ProviderException) e).failure();
  }
}
