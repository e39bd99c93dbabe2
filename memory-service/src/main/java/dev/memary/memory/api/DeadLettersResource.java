package dev.memary.memory.api;

import dev.memary.contracts.events.Topics;
import dev.memary.kit.identity.CallableBy;
import dev.memary.kit.identity.Caller;
import dev.memary.kit.identity.CurrentCaller;
import dev.memary.kit.identity.Permission;
import dev.memary.kit.identity.Services;
import dev.memary.kit.identity.SpaceGrant;
import dev.memary.kit.problem.ProblemException;
import dev.memary.memory.deadletters.DeadLetter;
import dev.memary.memory.deadletters.DeadLetterStore;
import dev.memary.memory.deadletters.DeadLetterStore.Position;
import dev.memary.memory.deadletters.DeadLetterStore.Resolution;
import dev.memary.memory.deadletters.LetterFilter;
import dev.memary.memory.deadletters.Viewer;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What the pipeline could not do. An administrator sees the letters of the own tenant in the spaces
 * of the credential; the operator of the platform sees all.
 */
@Path("/v1/admin/dead-letters")
@CallableBy(Services.GATEWAY)
@RunOnVirtualThread
public class DeadLettersResource {
  private static final Logger LOG = Logger.getLogger(DeadLettersResource.class);
  private static final List<String> STATES = List.of(LetterFilter.OPEN, "replayed", "discarded");
  private static final List<String> CAUSES =
      List.of("unreadable", "refused", "retries_exhausted", "unknown");
  private static final List<String> TOPICS =
      List.of(Topics.EPISODE_RECORDED, Topics.EPISODE_PROCESSED, Topics.SPACE_FORGOTTEN);

  private final CurrentCaller current;
  private final DeadLetterStore letters;

  public DeadLettersResource(CurrentCaller current, DeadLetterStore letters) {
    this.current = current;
    this.letters = letters;
  }

  /** A page of letters, newest first, without their payloads. */
  public record LettersPage(List<LetterView> letters, @Nullable String nextCursor) {}

  /** One letter. {@code tenant} is absent when it cannot be told whose it is. */
  public record LetterView(
      UUID id,
      @Nullable String tenant,
      @Nullable UUID spaceId,
      @Nullable UUID memoryId,
      String topic,
      String cause,
      String detail,
      String group,
      @Nullable String traceparent,
      Instant setAsideAt,
      boolean replayable,
      String state,
      @Nullable Instant resolvedAt,
      @Nullable String resolvedBy,
      @Nullable String payload) {
    static LetterView of(DeadLetter l, boolean withPayload) {
      return new LetterView(
          l.id(),
          l.tenantId().isEmpty() ? null : l.tenantId(),
          l.spaceId(),
          l.episodeId(),
          l.topic(),
          l.cause(),
          l.detail(),
          l.group(),
          l.traceparent(),
          l.setAsideAt(),
          l.replayable(),
          l.state(),
          l.resolvedAt(),
          l.resolvedBy(),
          withPayload ? l.payload() : null);
    }
  }

  /** Which open letters to replay; what is left out does not narrow. */
  public record ReplayRequest(
      @Nullable String topic, @Nullable String cause, @Nullable String tenant) {}

  /** How many letters were sent out again. */
  public record ReplayResponse(long replayed) {}

  @GET
  public LettersPage list(
      @QueryParam("state") @DefaultValue(LetterFilter.OPEN) String state,
      @QueryParam("topic") @Nullable String topic,
      @QueryParam("cause") @Nullable String cause,
      @QueryParam("tenant") @Nullable String tenant,
      @QueryParam("limit")
          @DefaultValue("50")
          @Min(value = 1, message = "must be 1 to 500")
          @Max(value = 500, message = "must be 1 to 500")
          int limit,
      @QueryParam("cursor") @Nullable String cursor) {
    Viewer viewer = viewer(tenant);
    List<DeadLetter> found =
        letters.list(viewer, filter(state, topic, cause), place(cursor), limit + 1);
    boolean more = found.size() > limit;
    List<DeadLetter> page = more ? found.subList(0, limit) : found;
    return new LettersPage(
        page.stream().map(l -> LetterView.of(l, false)).toList(),
        more ? Cursors.write(page.getLast().setAsideAt(), page.getLast().id()) : null);
  }

  private static @Nullable Position place(@Nullable String cursor) {
    return Cursors.read(
        cursor, 2, parts -> new Position(Cursors.time(parts[0]), UUID.fromString(parts[1])));
  }

  @GET
  @Path("/{id}")
  public LetterView get(@PathParam("id") UUID id) {
    return letters
        .find(viewer(null), id)
        .map(l -> LetterView.of(l, true))
        .orElseThrow(DeadLettersResource::unknown);
  }

  @POST
  @Path("/{id}/replay")
  public Response replay(@PathParam("id") UUID id) {
    Viewer viewer = viewer(null);
    return Response.accepted(resolved(viewer, id, letters.replay(viewer, id))).build();
  }

  /** Accepted: they are on their way to Kafka when this answers, not through it. */
  @POST
  @Path("/replay")
  public Response replay(@Nullable ReplayRequest request) {
    ReplayRequest asked = request == null ? new ReplayRequest(null, null, null) : request;
    Viewer viewer = viewer(asked.tenant());
    long replayed =
        letters.replayAll(viewer, filter(LetterFilter.OPEN, asked.topic(), asked.cause()));
    LOG.infof("%s had %d dead letters replayed", viewer.subject(), replayed);
    return Response.accepted(new ReplayResponse(replayed)).build();
  }

  @DELETE
  @Path("/{id}")
  public LetterView discard(@PathParam("id") UUID id) {
    Viewer viewer = viewer(null);
    return resolved(viewer, id, letters.discard(viewer, id));
  }

  private LetterView resolved(Viewer viewer, UUID id, Optional<Resolution> resolution) {
    return switch (resolution.orElseThrow(DeadLettersResource::unknown)) {
      case DONE ->
          letters
              .find(viewer, id)
              .map(l -> LetterView.of(l, false))
              .orElseThrow(DeadLettersResource::unknown);
      case ALREADY_RESOLVED ->
          throw ProblemException.conflict("The letter was replayed or discarded before.");
      case NOT_REPLAYABLE ->
          throw ProblemException.conflict(
              "The letter is not whole, or does not tell its space: it can only be discarded.");
    };
  }

  private Viewer viewer(@Nullable String tenant) {
    Caller caller = current.get();
    if (!caller.permissions().contains(Permission.ADMIN)) {
      throw ProblemException.forbidden("The credential lacks the permission 'admin'.");
    }
    if (caller.permissions().contains(Permission.PLATFORM)) {
      return new Viewer.Operator(caller.subject(), tenant);
    }
    if (tenant != null && !tenant.equals(caller.tenantId())) {
      throw ProblemException.forbidden("Another tenant's letters need the permission 'platform'.");
    }
    return new Viewer.TenantAdmin(
        caller.subject(),
        caller.tenantId(),
        caller.grants().stream().map(SpaceGrant::pattern).toList());
  }

  private static LetterFilter filter(String state, @Nullable String topic, @Nullable String cause) {
    oneOf("state", state, STATES);
    oneOf("topic", topic, TOPICS);
    oneOf("cause", cause, CAUSES);
    return new LetterFilter(state, topic, cause);
  }

  private static void oneOf(String field, @Nullable String value, List<String> known) {
    if (value != null && !known.contains(value)) {
      throw ProblemException.invalidField(field, "must be one of " + String.join(", ", known));
    }
  }

  private static ProblemException unknown() {
    return ProblemException.notFound(
        "There is no such letter, or the credential does not grant its space.");
  }
}
