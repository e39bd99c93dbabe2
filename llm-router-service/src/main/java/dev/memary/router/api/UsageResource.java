package dev.memary.router.api;

import dev.memary.kit.identity.CallableBy;
import dev.memary.kit.identity.Caller;
import dev.memary.kit.identity.CurrentCaller;
import dev.memary.kit.identity.Permission;
import dev.memary.kit.identity.Services;
import dev.memary.kit.problem.ProblemException;
import dev.memary.router.ledger.LedgerStore;
import dev.memary.router.ledger.LedgerStore.Grouping;
import dev.memary.router.ledger.UsageSum;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** What the answers of the caller's tenant took, what they cost, and how many stayed local. */
@Path("/v1/admin/usage")
@CallableBy(Services.GATEWAY)
@RunOnVirtualThread
public class UsageResource {
  private static final Duration USUAL_RANGE = Duration.ofDays(30);
  private static final Duration LONGEST_RANGE = Duration.ofDays(400);

  private final LedgerStore store;
  private final CurrentCaller current;
  private final double goal;

  public UsageResource(
      LedgerStore store,
      CurrentCaller current,
      @ConfigProperty(name = "memary.routing.local-share-goal", defaultValue = "0.8") double goal) {
    this.store = store;
    this.current = current;
    this.goal = goal;
  }

  /**
   * Usage from a time (inclusive) to another (exclusive).
   *
   * @param groups one for each target, alias, credential or day, in that order
   * @param localShare of the answered requests, those answered by the user's own machines; null
   *     when none was answered
   * @param localShareGoal what the operator aims at
   * @param costUsd in US dollars
   */
  public record UsageView(
      Instant from,
      Instant to,
      String groupBy,
      List<UsageSum> groups,
      @Nullable Double localShare,
      double localShareGoal,
      BigDecimal costUsd) {}

  @GET
  public UsageView usage(
      @QueryParam("from") @Nullable String from,
      @QueryParam("to") @Nullable String to,
      @QueryParam("group_by")
          @DefaultValue("target")
          @Pattern(regexp = "target|alias|key|day", message = "must be target, alias, key or day")
          String groupBy) {
    Caller caller = current.get();
    if (!caller.permissions().contains(Permission.ADMIN)) {
      throw ProblemException.forbidden("The permission admin is needed.");
    }
    Instant end = to == null ? Instant.now() : time("to", to);
    Instant begin = from == null ? end.minus(USUAL_RANGE) : time("from", from);
    if (!begin.isBefore(end) || Duration.between(begin, end).compareTo(LONGEST_RANGE) > 0) {
      throw ProblemException.invalidField("from", "must be before to, by at most 400 days");
    }
    Grouping grouping = Grouping.valueOf(groupBy.toUpperCase(Locale.ROOT));
    List<UsageSum> groups = store.sum(caller.tenantId(), begin, end, grouping);
    return new UsageView(begin, end, groupBy, groups, localShare(groups), goal, cost(groups));
  }

  private static @Nullable Double localShare(List<UsageSum> groups) {
    long answered = groups.stream().mapToLong(UsageSum::answered).sum();
    long locally = groups.stream().mapToLong(UsageSum::answeredLocally).sum();
    return answered == 0 ? null : (double) locally / answered;
  }

  private static BigDecimal cost(List<UsageSum> groups) {
    return groups.stream().map(UsageSum::costUsd).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static Instant time(String field, String value) {
    try {
      return OffsetDateTime.parse(value).toInstant();
    } catch (DateTimeException e) {
      throw ProblemException.invalidField(
          field, "must be an ISO 8601 time with its zone, such as 2026-05-08T13:56:00Z");
    }
  }
}
