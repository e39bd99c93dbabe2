package dev.memary.router.routing;

import dev.memary.router.chat.ChatCall;
import dev.memary.router.pool.Pool;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;

/** Asks the targets of an alias, one after the other, until one has begun to answer. */
public final class ChatRouter {
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
    List<Target> allowed =
        targets.stream().filter(target -> !call.localOnly() || !target.cloud()).toList();
    Journey journey = new Journey(call, allowed, pool, limits, clock, listener);
    return journey.next().onCancellation().invoke(journey::left);
  }
}
