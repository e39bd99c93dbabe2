package dev.memary.router.routing;

import dev.memary.router.pool.Demand;
import dev.memary.router.pool.Lease;
import dev.memary.router.pool.Outcome;
import dev.memary.router.pool.Pool;
import dev.memary.router.pool.Refusal;
import dev.memary.router.pool.Waiter;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** The pool's slots, for who waits without blocking. */
final class Slots {
  private final Pool pool;

  Slots(Pool pool) {
    this.pool = pool;
  }

  /** The pool gives no slot. */
  static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Refusal refusal;

    private RefusedException(Refusal refusal) {
      super(refusal.reason().name(), null, false, false);
      this.refusal = refusal;
    }

    Refusal refusal() {
      return refusal;
    }
  }

  /**
   * Waits for a slot. Fails with a {@link RefusedException}; cancelling leaves the queue.
   *
   * @param granted called before the lease is passed on, so that it is never nobody's
   */
  Uni<Lease> take(Demand demand, Consumer<Lease> granted) {
    return Uni.createFrom()
        .emitter(emitter -> {
          Waiting waiting = new Waiting(emitter, granted);
          Pool.Ticket ticket = pool.enter(demand, waiting);
          emitter.onTermination(() -> {
            if (waiting.decided.compareAndSet(false, true)) {
              ticket.leave();
            }
          });
        });
  }

  private static final class Waiting implements Waiter {
    private final AtomicBoolean decided = new AtomicBoolean();
    private final UniEmitter<? super Lease> emitter;
    private final Consumer<Lease> granted;

    Waiting(UniEmitter<? super Lease> emitter, Consumer<Lease> granted) {
      this.emitter = emitter;
      this.granted = granted;
    }

    @Override
    public void granted(Lease lease) {
      if (decided.compareAndSet(false, true)) {
        granted.accept(lease);
        emitter.complete(lease);
      } else { // the client has left meanwhile
        lease.end(Outcome.ABANDONED);
      }
    }

    @Override
    public void refused(Refusal refusal) {
      decided.set(true);
      emitter.fail(new RefusedException(refusal));
    }
  }
}
