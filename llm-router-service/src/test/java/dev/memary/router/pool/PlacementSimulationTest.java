package dev.memary.router.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memary.router.pool.SimulatedNode.Job;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The production placement on a virtual clock against what load balancers do: four nodes that hold
 * either a 70B model or 8B models, and arrivals in bursts. Prints the figures.
 */
class PlacementSimulationTest {
  private static final long GIGABYTE = 1L << 30;
  private static final LocalModel SMALL =
      new LocalModel(
          "llama3:8b", 8192, 4, 7 * GIGABYTE, Duration.ofSeconds(5), Duration.ofSeconds(4));
  private static final LocalModel LARGE =
      new LocalModel(
          "llama3:70b", 8192, 2, 42 * GIGABYTE, Duration.ofSeconds(45), Duration.ofSeconds(15));
  private static final int NODES = 4;
  private static final int REQUESTS = 4000;

  private record Arrival(long at, LocalModel model, String tenant, long prefill, long generation) {}

  private record Result(double p50, double p95, int loads) {}

  /** Sends a request somewhere, now or later. */
  private interface Policy {
    void send(Arrival arrival, Runnable firstToken);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void estimatedStart_beatsRoundRobinAndLeastConnections(long seed) {
    Map<String, Result> results = new TreeMap<>();
    List<Arrival> arrivals = arrivals(seed);
    for (String policy : List.of("estimated start", "least connections", "round robin")) {
      Result result = simulate(policy, arrivals);
      results.put(policy, result);
      System.out.printf(
          "seed %d  %-18s first token p50 %6.2f s  p95 %7.2f s  loads %4d%n",
          seed, policy, result.p50(), result.p95(), result.loads());
    }
    Result ours = results.get("estimated start");
    for (String other : List.of("least connections", "round robin")) {
      assertThat(ours.p50()).isLessThanOrEqualTo(results.get(other).p50());
      assertThat(ours.p95()).isLessThan(results.get(other).p95());
      assertThat(ours.loads()).isLessThan(results.get(other).loads());
    }
  }

  /** Quiet times and bursts take turns; one request in eight wants the large model. */
  private static List<Arrival> arrivals(long seed) {
    Random random = new Random(seed);
    List<Arrival> arrivals = new ArrayList<>();
    double seconds = 0;
    boolean burst = false;
    for (int i = 0; i < REQUESTS; i++) {
      if (random.nextInt(40) == 0) {
        burst = !burst;
      }
      seconds += -Math.log(1 - random.nextDouble()) / (burst ? 2.5 : 0.6);
      boolean large = random.nextInt(8) == 0;
      LocalModel model = large ? LARGE : SMALL;
      double service = model.typicalService().toSeconds() * Math.exp(0.5 * random.nextGaussian());
      arrivals.add(
          new Arrival(
              nanos(seconds),
              model,
              "tenant-" + random.nextInt(5),
              nanos(large ? 0.8 : 0.2),
              nanos(service)));
    }
    return arrivals;
  }

  private static Result simulate(String name, List<Arrival> arrivals) {
    VirtualTime time = new VirtualTime();
    List<SimulatedNode> nodes =
        IntStream.range(0, NODES)
            .mapToObj(i -> new SimulatedNode("node-" + i, time, 48 * GIGABYTE))
            .toList();
    Policy policy = policy(name, time, nodes);
    List<Double> waits = new ArrayList<>();
    for (Arrival arrival : arrivals) {
      time.after(
          arrival.at(),
          () -> policy.send(arrival, () -> waits.add((time.now() - arrival.at()) / 1e9)));
    }
    time.run();
    assertThat(waits).as("every request is answered").hasSameSizeAs(arrivals);
    waits.sort(Comparator.naturalOrder());
    return new Result(
        waits.get(waits.size() / 2),
        waits.get(waits.size() * 95 / 100),
        nodes.stream().mapToInt(SimulatedNode::loads).sum());
  }

  private static Policy policy(String name, VirtualTime time, List<SimulatedNode> nodes) {
    int[] turn = new int[1];
    return switch (name) {
      case "round robin" ->
          (arrival, firstToken) ->
              nodes.get(turn[0]++ % nodes.size()).send(job(arrival, firstToken, () -> {}));
      case "least connections" ->
          (arrival, firstToken) ->
              nodes.stream()
                  .min(Comparator.comparingInt(SimulatedNode::connections))
                  .orElseThrow()
                  .send(job(arrival, firstToken, () -> {}));
      default -> pooled(time, nodes);
    };
  }

  private static Policy pooled(VirtualTime time, List<SimulatedNode> nodes) {
    Pool pool = new Pool(time::now, REQUESTS);
    Map<String, SimulatedNode> byId = new TreeMap<>();
    for (SimulatedNode node : nodes) {
      pool.join(node.id(), 48 * GIGABYTE, 3);
      byId.put(node.id(), node);
    }
    return (arrival, firstToken) ->
        pool.enter(
            new Demand(arrival.tenant(), arrival.model(), Long.MAX_VALUE / 2, Set.of()),
            new Waiter() {
              @Override
              public void granted(Lease lease) {
                byId.get(lease.node())
                    .send(
                        job(
                            arrival,
                            () -> {
                              lease.firstToken();
                              firstToken.run();
                            },
                            () -> lease.end(Outcome.ANSWERED)));
              }

              @Override
              public void refused(Refusal refusal) {
                throw new AssertionError("refused: " + refusal);
              }
            });
  }

  private static Job job(Arrival arrival, Runnable firstToken, Runnable end) {
    return new Job(arrival.model(), arrival.prefill(), arrival.generation(), firstToken, end);
  }

  private static long nanos(double seconds) {
    return (long) (seconds * 1e9);
  }
}
