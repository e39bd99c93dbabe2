package dev.memary.router.routing;

import dev.memary.router.pool.Demand;
import dev.memary.router.pool.Lease;
import dev.memary.router.pool.Outcome;
import dev.memary.router.pool.Pool;
import dev.memary.router.pool.Refusal;
import dev.memary.router.pool.Waiter;
import io.smallrye.mutiny.Uni;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The slots that one request is granted, one after the other. None outlives the request. */
final class Slots {
  private final Pool pool;
  private volatile @Nullable Lease held;
  private volatile boolean left;

  Slots(Pool pool) {
    this.pool = pool;
  }

  /** Fails with a {@link RefusedException}; who cancels leaves the queue. */
  Uni<Lease> next(Demand demand) {
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
                        hold(lease);
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
                  });
          emitter.onTermination(() -> {
            if (decided.compareAndSet(false, true)) {
              ticket.leave();
            }
          });
        });
  }

  /** The client left: a slot that was granted in this very moment is nobody's otherwise. */
  void leave() {
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

  /** The pool grants no slot. */
  static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Refusal refusal;

    RefusedException(Refusal refusal) {
      super(refusal.reason().name(), null, false, false);
      this.refusal = refusal;
    }

    Refusal refusal() {
      return refusal;
    }
  }
}
