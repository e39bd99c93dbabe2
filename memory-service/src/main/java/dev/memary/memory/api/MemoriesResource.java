package dev.memary.memory.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.memary.kit.identity.CallableBy;
import dev.memary.kit.identity.Caller;
import dev.memary.kit.identity.Permission;
import dev.memary.kit.identity.Services;
import dev.memary.kit.problem.ProblemException;
import dev.memary.memory.episodes.Episode;
import dev.memary.memory.episodes.EpisodeStore;
import dev.memary.memory.episodes.EpisodeStore.Position;
import dev.memary.memory.episodes.EpisodeStore.Selection;
import dev.memary.memory.episodes.NewEpisode;
import dev.memary.memory.episodes.RecordRequest;
import dev.memary.memory.episodes.Recorded;
import dev.memary.memory.episodes.Role;
import dev.memary.memory.forgetting.ForgetStore;
import dev.memary.memory.forgetting.ObjectErasure;
import dev.memary.memory.limits.IngestGuard;
import dev.memary.memory.limits.Quota;
import dev.memary.memory.spaces.SpaceName;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Memories: record, read, forget. */
@Path("/v1/memories")
@CallableBy({Services.GATEWAY, Services.AGENT})
@RunOnVirtualThread
public class MemoriesResource {
  private static final String DEFAULT_SESSION = "default";
  static final String NAME = "[^\\x00]{1,200}";
  static final String NAME_EXPECTED = "must have 1 to 200 characters, none of them NUL";
  private static final String SAYS_SOMETHING = "(?s).*[^\\p{javaWhitespace}\\x00].*";

  private final Access access;
  private final EpisodeStore episodes;
  private final VisibleMemories memories;
  private final ForgetStore forgetting;
  private final ObjectErasure erasure;
  private final IngestGuard guard;
  private final Contents contents;
  private final ObjectMapper json;

  public MemoriesResource(
      Access access,
      EpisodeStore episodes,
      VisibleMemories memories,
      ForgetStore forgetting,
      ObjectErasure erasure,
      IngestGuard guard,
      Contents contents,
      ObjectMapper json) {
    this.access = access;
    this.guard = guard;
    this.episodes = episodes;
    this.memories = memories;
    this.forgetting = forgetting;
    this.contents = contents;
    this.erasure = erasure;
    this.json = json;
  }

  /**
   * What to remember: messages of one session, or one text.
   *
   * @param infer false keeps the episodes searchable but learns no facts from them
   * @param pinned they belong into every context block and stay until they are forgotten
   * @param expiresAt they are forgotten then
   */
  public record NewMemories(
      @Nullable String userId,
      @Nullable String agentId,
      @Nullable String teamId,
      @Nullable @Pattern(regexp = NAME, message = NAME_EXPECTED) String sessionId,
      @Nullable @Size(min = 1, max = 500, message = "must hold 1 to 500 messages")
          List<@Valid @NotNull(message = "must be a message") Message> messages,
      @Nullable @Size(min = 1, max = 32_000, message = "must have 1 to 32000 characters")
          String text,
      @Nullable Instant occurredAt,
      @Nullable Map<String, Object> metadata,
      @Nullable Boolean infer,
      @Nullable Boolean pinned,
      @Nullable Instant expiresAt) {}

  /** One message. {@code name} is who speaks; {@code external_id} is the client's own id for it. */
  public record Message(
      @NotNull(message = "is needed")
          @Pattern(
              regexp = "user|assistant|system|tool",
              message = "must be user, assistant, system or tool")
          String role,
      @Nullable @Pattern(regexp = NAME, message = NAME_EXPECTED) String name,
      @NotNull(message = "is needed")
          @Pattern(regexp = SAYS_SOMETHING, message = "must not be blank")
          @Size(max = 32_000, message = "must have at most 32000 characters")
          String content,
      @Nullable Instant occurredAt,
      @Nullable @Pattern(regexp = NAME, message = NAME_EXPECTED) String externalId,
      @Nullable Map<String, Object> metadata,
      @Nullable @Size(max = 200, message = "must hold at most 200 ids")
          List<@NotNull(message = "must be a UUID") UUID> recalledIds) {}

  /** Accepted and durable; ask {@code GET /v1/events/{event_id}} how far it has come. */
  public record Accepted(UUID eventId, String status, List<UUID> memoryIds) {}

  @POST
  public Response record(
      @HeaderParam("Idempotency-Key")
          @Size(min = 1, max = 200, message = "must have 1 to 200 characters")
          @Nullable String idempotencyKey,
      @NotNull(message = "is needed") @Valid NewMemories request) {
    SpaceName space = SpaceRef.one(request.userId(), request.agentId(), request.teamId());
    Caller caller = access.require(Permission.WRITE, List.of(space));
    RecordRequest toRecord =
        new RecordRequest(
            caller.tenantId(),
            caller.subject(),
            space,
            request.sessionId() == null ? DEFAULT_SESSION : request.sessionId(),
            newEpisodes(request, space),
            !Boolean.FALSE.equals(request.infer()),
            idempotencyKey,
            hash(request),
            Trace.parent());
    Optional<Quota> left = guard.admit(toRecord);
    Recorded recorded = episodes.record(toRecord);
    Response.ResponseBuilder answer =
        Response.accepted(new Accepted(recorded.eventId(), "pending", recorded.memoryIds()));
    left.ifPresent(quota -> LimitProblems.tell(answer, quota));
    return answer.build();
  }

  /** Memories of one space, what happened last first. */
  public record MemoriesPage(List<MemoryView> memories, @Nullable String nextCursor) {}

  /**
   * Lists the memories of a space.
   *
   * @param metadata as a JSON object: those that have these values
   */
  @GET
  public MemoriesPage list(
      @QueryParam("user_id") @Nullable String userId,
      @QueryParam("agent_id") @Nullable String agentId,
      @QueryParam("team_id") @Nullable String teamId,
      @QueryParam("session_id") @Nullable @Pattern(regexp = NAME, message = NAME_EXPECTED)
          String sessionId,
      @QueryParam("role")
          @Nullable
          @Pattern(
              regexp = "user|assistant|system|tool",
              message = "must be user, assistant, system or tool")
          String role,
      @QueryParam("from") @Nullable String from,
      @QueryParam("to") @Nullable String to,
      @QueryParam("as_of") @Nullable String asOf,
      @QueryParam("entity") @Nullable @Pattern(regexp = NAME, message = NAME_EXPECTED)
          String entity,
      @QueryParam("metadata") @Nullable String metadata,
      @QueryParam("limit")
          @DefaultValue("50")
          @Min(value = 1, message = "must be 1 to 500")
          @Max(value = 500, message = "must be 1 to 500")
          int limit,
      @QueryParam("cursor") @Nullable String cursor) {
    SpaceName name = SpaceRef.one(userId, agentId, teamId);
    Selection selection =
        new Selection(
            sessionId,
            role == null ? null : Role.of(role),
            Times.read("from", from),
            Times.read("to", to),
            Times.read("as_of", asOf),
            entity,
            MetadataFilter.read("metadata", metadata, json));
    Position after =
        Cursors.read(
            cursor, 2, parts -> new Position(Cursors.time(parts[0]), UUID.fromString(parts[1])));
    List<Episode> found =
        access.spaces(Permission.READ, List.of(name)).stream()
            .flatMap(space ->
                episodes.list(space.tenantId(), space.id(), selection, after, limit + 1).stream())
            .toList();
    List<Episode> page = found.subList(0, Math.min(limit, found.size()));
    return new MemoriesPage(
        page.stream().map(MemoryView::of).toList(),
        found.size() > limit
            ? Cursors.write(page.getLast().occurredAt(), page.getLast().id())
            : null);
  }

  @GET
  @Path("/{id}")
  public MemoryView get(@PathParam("id") UUID id, @QueryParam("as_of") @Nullable String asOf) {
    return MemoryView.of(memories.get(Permission.READ, id, Times.read("as_of", asOf)));
  }

  /** Forgets one memory and what only it supports; the receipt tells when every store is done. */
  @DELETE
  @Path("/{id}")
  public Response delete(@PathParam("id") UUID id) {
    memories.get(Permission.WRITE, id);
    return forgetting
        .forgetEpisode(access.tenant(), id, Trace.parent())
        .map(erasure::eraseNow)
        .map(ReceiptsResource.ReceiptView::of)
        .map(receipt -> Response.accepted(receipt).build())
        .orElseThrow(VisibleMemories::unknown);
  }

  private List<NewEpisode> newEpisodes(NewMemories request, SpaceName space) {
    if ((request.messages() == null) == (request.text() == null)) {
      throw ProblemException.invalidField("messages", "give either messages or text");
    }
    Map<String, Object> metadata = contents.metadata("metadata", request.metadata());
    Contents.expiry(request.expiresAt());
    List<Message> messages = messages(request);
    Instant now = Instant.now();
    return IntStream.range(0, messages.size())
        .mapToObj(i -> newEpisode(i, messages.get(i), request, metadata, space, now))
        .toList();
  }

  private static List<Message> messages(NewMemories request) {
    return request.messages() != null
        ? request.messages()
        : List.of(
            new Message(
                "user", null, Contents.text("text", request.text()), null, null, null, null));
  }

  private NewEpisode newEpisode(
      int index,
      Message message,
      NewMemories request,
      Map<String, Object> metadata,
      SpaceName space,
      Instant now) {
    Role role = Role.of(message.role());
    Instant occurredAt =
        message.occurredAt() != null
            ? message.occurredAt()
            : request.occurredAt() != null ? request.occurredAt() : now;
    return new NewEpisode(
        role,
        message.name() == null || message.name().isBlank()
            ? defaultSpeaker(role, space)
            : message.name().strip(),
        Contents.storable(message.content()),
        occurredAt,
        message.externalId(),
        message.metadata() == null
            ? metadata
            : contents.metadata("messages[" + index + "].metadata", message.metadata()),
        message.recalledIds() == null ? List.of() : message.recalledIds(),
        Boolean.TRUE.equals(request.pinned()),
        request.expiresAt(),
        null);
  }

  private static String defaultSpeaker(Role role, SpaceName space) {
    return role == Role.USER ? space.label() : role.wireName();
  }

  private String hash(NewMemories request) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(contents.write(request).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
