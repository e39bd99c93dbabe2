package dev.memary.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;

/**
 * Starts members in parallel, each as soon as those it needs are ready, and stops them again. What
 * runs and answers is kept; what runs but does not answer gets a short grace and is then replaced.
 */
final class Supervisor {

  private static final Duration GRACE = Duration.ofSeconds(20);
  private static final Duration GROWING_UP = Duration.ofSeconds(90);
  private static final Duration STOP_GRACE = Duration.ofSeconds(20);
  private static final int BUSY_LOOKS = 6;
  private static final long BUSY_PAUSE_MILLIS = 300;
  private static final long POLL_MILLIS = 100;
  private static final long RETRY_MILLIS = 1_000;

  private final StackHome home;
  private final Ports ports;

  Supervisor(StackHome home, Ports ports) {
    this.home = home;
    this.ports = ports;
  }

  /** The outcomes, in the order of the members, once every one of them has ended. */
  List<Outcome> start(List<? extends Member> members, Duration timeout, Progress progress) {
    refuseBusyPorts(members);
    Map<String, CompletableFuture<Outcome>> outcomes = new HashMap<>();
    members.forEach(member -> outcomes.put(member.name(), new CompletableFuture<>()));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var member : members) {
        threads.execute(() -> {
          var outcome = startAfterNeeds(member, outcomes, timeout);
          progress.report(outcome);
          Objects.requireNonNull(outcomes.get(member.name())).complete(outcome);
        });
      }
    }
    return members.stream()
        .map(member -> Objects.requireNonNull(outcomes.get(member.name())).join())
        .toList();
  }

  void stop(Collection<? extends Member> members) {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      members.forEach(member -> threads.execute(() -> stop(member)));
    }
  }

  ManagedProcess process(Member member) {
    return new ManagedProcess(home, member.name());
  }

  private void stop(Member member) {
    process(member).stop(member.stopSignal(), STOP_GRACE);
  }

  /** All ports are looked at before anything starts, so a conflict leaves nothing half done. */
  private void refuseBusyPorts(List<? extends Member> members) {
    for (var member : members) {
      if (process(member).running().isEmpty()) {
        member.ports().forEach(this::refuseIfBusy);
      }
    }
  }

  /** A process that was just killed may hold its port for another moment. */
  private void refuseIfBusy(Port port) {
    for (int look = 1; !Ports.isFree(ports.of(port)); look++) {
      if (look < BUSY_LOOKS && Pause.millis(BUSY_PAUSE_MILLIS)) {
        continue;
      }
      throw PortHolder.busy(port, ports.of(port));
    }
  }

  private Outcome startAfterNeeds(
      Member member, Map<String, CompletableFuture<Outcome>> outcomes, Duration timeout) {
    for (var need : member.needs()) {
      var needed = outcomes.get(need);
      if (needed != null && !succeeded(needed.join())) {
        return new Outcome.Skipped(member.name(), need);
      }
    }
    try {
      return startNow(member, timeout);
    } catch (IOException | UncheckedIOException | StackException e) {
      return new Outcome.Failed(member.name(), Objects.toString(e.getMessage(), e.toString()));
    }
  }

  private static boolean succeeded(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Ready ready -> true;
      case Outcome.Kept kept -> true;
      case Outcome.Failed failed -> false;
      case Outcome.Skipped skipped -> false;
    };
  }

  private Outcome startNow(Member member, Duration timeout) throws IOException {
    var begun = Instant.now();
    if (keeps(member)) {
      member.afterReady();
      return new Outcome.Kept(member.name());
    }
    stop(member);
    var failure = launchUntilReady(member, begun.plus(timeout), timeout);
    if (failure.isPresent()) {
      return failure.get();
    }
    member.afterReady();
    return new Outcome.Ready(member.name(), Duration.between(begun, Instant.now()));
  }

  private boolean keeps(Member member) {
    var running = process(member).running();
    if (running.isEmpty() || isOutdated(member, running.get())) {
      return false;
    }
    return waitUntilReady(member, running.get(), graceOf(running.get()));
  }

  /** An interrupted start left a young process that only needs time; an old one has hung. */
  private static Instant graceOf(ProcessHandle process) {
    var now = Instant.now();
    var grownUp = process.info().startInstant().orElse(now).plus(GROWING_UP);
    var soon = now.plus(GRACE);
    return grownUp.isAfter(soon) ? grownUp : soon;
  }

  private static boolean isOutdated(Member member, ProcessHandle process) {
    var started = process.info().startInstant();
    return member.builtAt().isPresent()
        && started.isPresent()
        && member.builtAt().get().isAfter(started.get());
  }

  private Optional<Outcome> launchUntilReady(Member member, Instant deadline, Duration timeout)
      throws IOException {
    for (int attempt = 1; ; attempt++) {
      var process = process(member).launch(member.prepare());
      if (waitUntilReady(member, process, deadline)) {
        return Optional.empty();
      }
      if (Platform.alive(process)) {
        return failed(member, "is not ready after %d s".formatted(timeout.toSeconds()));
      }
      if (attempt >= member.attempts() || !Pause.millis(RETRY_MILLIS)) {
        return failed(member, "ended by itself while starting");
      }
    }
  }

  private static Optional<Outcome> failed(Member member, String reason) {
    return Optional.of(new Outcome.Failed(member.name(), reason));
  }

  private static boolean waitUntilReady(Member member, ProcessHandle process, Instant deadline) {
    while (Platform.alive(process) && Instant.now().isBefore(deadline)) {
      if (member.ready()) {
        return true;
      }
      if (!Pause.millis(POLL_MILLIS)) {
        return false;
      }
    }
    return false;
  }
}
