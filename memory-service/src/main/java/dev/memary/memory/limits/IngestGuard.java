package dev.memary.memory.limits;

import dev.memary.memory.episodes.RecordRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;

/**
 * Stands before recording. A request that was answered before records nothing, so it is never
 * refused; whether it was is looked up only when it would be.
 */
@ApplicationScoped
public class IngestGuard {
  /** A backlog takes minutes rather than seconds to become smaller. */
  private static final Duration BACKLOG_PAUSE = Duration.ofSeconds(30);

  private final IngestLimit limit;
  private final Backlog backlog;
  private final PastRequests past;

  public IngestGuard(IngestLimit limit, Backlog backlog, PastRequests past) {
    this.limit = limit;
    this.backlog = backlog;
    this.past = past;
  }

  /**
   * Lets the request in.
   *
   * @return what is left to the tenant, if it was counted
   * @throws IngestRefusedException when it brings too much
   */
  public Optional<Quota> admit(RecordRequest request) {
    if (backlog.isFull(request.tenantId())) {
      return unlessNew(
          request,
          new IngestRefusedException(
              "Too many memories of this tenant wait to be understood; nothing was recorded.",
              BACKLOG_PAUSE,
              null));
    }
    return switch (limit.take(request.tenantId(), request.episodes().size())) {
      case Verdict.Granted(Quota quota) -> Optional.of(quota);
      case Verdict.Uncounted() -> Optional.empty();
      case Verdict.Refused(Quota quota, Duration retryAfter) ->
          unlessNew(
              request,
              new IngestRefusedException(
                  "This tenant records more memories than it may; nothing was recorded.",
                  retryAfter,
                  quota));
    };
  }

  private Optional<Quota> unlessNew(RecordRequest request, IngestRefusedException refusal) {
    String key = request.idempotencyKey();
    if (key != null && past.knows(request.tenantId(), request.subject(), key)) {
      return refusal.quota();
    }
    throw refusal;
  }
}
