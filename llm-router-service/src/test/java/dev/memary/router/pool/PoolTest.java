package dev.memary.router.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memary.router.pool.PoolView.ModelView;
import dev.memary.router.pool.PoolView.NodeView;
import dev.memary.router.pool.Refusal.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PoolTest {
  private static final LocalModel SMALL = model("small", 2, 10, Duration.ofSeconds(5));
  private static final LocalModel LARGE = model("large", 1, 60, Duration.ofSeconds(60));

  private long now;

  /** Never the same twice, as a real clock. */
  private final Pool pool = new Pool(() -> now++, 4);

  /** Keeps what became of a demand. */
  private static final class Asked implements Waiter {
    private final List<Lease> leases = new ArrayList<>();
    private final List<Refusal> refusals = new ArrayList<>();
    private Pool.Ticket ticket;

    @Override
    public void granted(Lease lease) {
      leases.add(lease);
    }

    @Override
    public void refused(Refusal refusal) {
      refusals.add(refusal);
    }

    Lease lease() {
      assertThat(leases).as("granted").hasSize(1);
      return leases.getFirst();
    }

    Refusal refusal() {
      assertThat(refusals).as("refused").hasSize(1);
      return refusals.getFirst();
    }

    boolean waits() {
      return leases.isEmpty() && refusals.isEmpty();
    }
  }

  @Test
  void noNode_refusedAtOnce() {
    assertThat(ask("a", SMALL).refusal().reason()).isEqualTo(Reason.NO_NODE);
  }

  @Test
  void slots_neverMoreThanThereAre() {
    pool.join("n1", 100, 3);

    List<Asked> asked = IntStream.range(0, 3).mapToObj(i -> ask("a", SMALL)).toList();

    assertThat(asked.get(0).lease().node()).isEqualTo("n1");
    assertThat(asked.get(1).leases).hasSize(1);
    assertThat(asked.get(2).waits()).isTrue();

    asked.get(0).lease().end(Outcome.ANSWERED);

    assertThat(asked.get(2).leases).hasSize(1);
  }

  @Test
  void leaseEndedTwice_givesOneSlotBack() {
    pool.join("n1", 100, 3);
    Lease first = ask("a", SMALL).lease();
    ask("a", SMALL).lease();
    Asked third = ask("a", SMALL);
    Asked fourth = ask("a", SMALL);

    first.end(Outcome.ANSWERED);
    first.end(Outcome.BROKEN);

    assertThat(third.leases).hasSize(1);
    assertThat(fourth.waits()).isTrue();
  }

  @Test
  void residentNode_preferredToACold_andColdToALongQueue() {
    pool.join("n1", 100, 3);
    pool.join("n2", 100, 3);
    warm(SMALL, "n1");

    assertThat(ask("a", SMALL).lease().node()).isEqualTo("n1");
    assertThat(ask("a", SMALL).lease().node()).isEqualTo("n1");
    Asked third = ask("a", SMALL);
    assertThat(third.waits()).as("4 s for a slot are less than 5 s for a load").isTrue();
    ask("a", SMALL);
    Asked fifth = ask("a", SMALL);

    assertThat(fifth.lease().node()).as("8 s are more").isEqualTo("n2");
    assertThat(fifth.lease().cold()).isTrue();
  }

  @Test
  void modelInUse_isNotEvicted_andTheIdleOneMissedLeastGoes() {
    pool.join("n1", 100, 3);
    Lease large = ask("a", LARGE).lease();
    Asked other = ask("a", model("other", 1, 60, Duration.ofSeconds(5)));

    assertThat(other.waits()).isTrue();
    large.firstToken();
    large.end(Outcome.ANSWERED);

    assertThat(other.lease().cold()).isTrue();
    assertThat(models("n1"))
        .filteredOn(m -> m.state().equals("absent"))
        .extracting(ModelView::name)
        .containsExactly("large");
  }

  @Test
  void tenants_takeTurns() {
    pool.join("n1", 100, 3);
    Lease running = ask("greedy", LARGE).lease();
    Asked second = ask("greedy", LARGE);
    Asked third = ask("greedy", LARGE);
    Asked modest = ask("modest", LARGE);

    running.end(Outcome.ANSWERED);

    assertThat(modest.leases).as("before what the greedy one asked for later").hasSize(1);
    assertThat(second.waits()).isTrue();
    modest.lease().end(Outcome.ANSWERED);
    assertThat(second.leases).hasSize(1);
    assertThat(third.waits()).isTrue();
  }

  @Test
  void queueFull_refusedWithATimeToRetry() {
    pool.join("n1", 100, 3);
    IntStream.range(0, 5).forEach(i -> ask("a", LARGE));

    Refusal refusal = ask("a", LARGE).refusal();

    assertThat(refusal.reason()).isEqualTo(Reason.QUEUE_FULL);
    assertThat(refusal.retryAfter()).isGreaterThan(Duration.ofSeconds(4));
  }

  @Test
  void deadlineThatCannotBeMet_refusedAtOnce_andOneThatPasses_later() {
    pool.join("n1", 100, 3);
    ask("a", LARGE);

    assertThat(ask("a", LARGE, Duration.ofSeconds(2)).refusal().reason())
        .isEqualTo(Reason.TOO_LATE);
    Asked hopeful = ask("a", LARGE, Duration.ofSeconds(90));
    assertThat(hopeful.waits()).isTrue();
    passed(Duration.ofSeconds(91));

    assertThat(hopeful.refusal().reason()).isEqualTo(Reason.TOO_LATE);
  }

  @Test
  void whoLeaves_isNotServed() {
    pool.join("n1", 100, 3);
    Lease running = ask("a", LARGE).lease();
    Asked left = ask("a", LARGE);
    left.ticket.leave();

    running.end(Outcome.ANSWERED);

    assertThat(left.waits()).isTrue();
    assertThat(pool.view().waiting()).isZero();
  }

  @Test
  void nodeThatBreaks_isLeftAlone_thenTriedByOne() {
    pool.join("n1", 100, 3);
    for (int i = 0; i < 3; i++) {
      ask("a", SMALL).lease().end(Outcome.BROKEN);
    }
    assertThat(node("n1").breakerOpen()).isTrue();
    Asked patient = ask("a", SMALL);
    assertThat(patient.waits()).isTrue();

    passed(Duration.ofMillis(2100));

    Asked other = ask("a", SMALL);
    assertThat(patient.leases).as("one tries").hasSize(1);
    assertThat(other.waits()).isTrue();
    patient.lease().end(Outcome.ANSWERED);
    assertThat(other.leases).hasSize(1);
    assertThat(node("n1").breakerOpen()).isFalse();
  }

  @Test
  void busyNode_isNotBroken() {
    pool.join("n1", 100, 3);
    for (int i = 0; i < 5; i++) {
      ask("a", SMALL).lease().end(Outcome.BUSY);
      passed(Duration.ofMillis(1100));
    }

    assertThat(node("n1").breakerOpen()).isFalse();
    ask("a", SMALL).lease();
  }

  @Test
  void cordonedNode_takesNothingNew() {
    pool.join("n1", 100, 3);
    Lease running = ask("a", SMALL).lease();
    assertThat(pool.cordon("n1", true)).isTrue();

    assertThat(ask("a", SMALL).refusal().reason()).isEqualTo(Reason.NO_NODE);
    running.end(Outcome.ANSWERED);
    pool.cordon("n1", false);

    ask("a", SMALL).lease();
    assertThat(pool.cordon("unknown", true)).isFalse();
  }

  @Test
  void nodeThatLeaves_isForgottenWhenItsLastRequestHasEnded() {
    pool.join("n1", 100, 3);
    Lease running = ask("a", SMALL).lease();

    pool.leave("n1");

    assertThat(node("n1").leaving()).isTrue();
    running.end(Outcome.ANSWERED);
    assertThat(pool.view().nodes()).isEmpty();
  }

  @Test
  void whatTheNodeSays_isBelieved() {
    pool.join("n1", 100, 3);
    warm(SMALL, "n1");
    pool.observe("n1", Set.of());

    assertThat(ask("a", SMALL).lease().cold()).isTrue();
  }

  @Test
  void timesAreLearnt() {
    pool.join("n1", 100, 3);
    Lease cold = ask("a", SMALL).lease();
    passed(Duration.ofSeconds(30));
    cold.firstToken();
    cold.end(Outcome.ANSWERED);

    assertThat(models("n1").getFirst().loadMillis()).isEqualTo(10_000);
  }

  private void warm(LocalModel model, String node) {
    Asked asked = ask("warm", model);
    assertThat(asked.lease().node()).isEqualTo(node);
    asked.lease().firstToken();
    asked.lease().end(Outcome.ABANDONED);
  }

  private Asked ask(String tenant, LocalModel model) {
    return ask(tenant, model, Duration.ofHours(1));
  }

  private Asked ask(String tenant, LocalModel model, Duration patience) {
    Asked asked = new Asked();
    asked.ticket = pool.enter(new Demand(tenant, model, now + patience.toNanos(), Set.of()), asked);
    return asked;
  }

  private void passed(Duration time) {
    now += time.toNanos();
    pool.tick();
  }

  private NodeView node(String id) {
    return pool.view().nodes().stream().filter(n -> n.id().equals(id)).findFirst().orElseThrow();
  }

  private List<ModelView> models(String id) {
    return node(id).models();
  }

  private static LocalModel model(String name, int slots, long memory, Duration load) {
    return new LocalModel(name, 4096, slots, memory, load, Duration.ofSeconds(4));
  }
}
