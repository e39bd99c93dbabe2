package dev.memary.agent.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.memary.agent.memory.Asker;
import dev.memary.agent.memory.SpaceName;
import dev.memary.agent.openai.ChatRequest;
import dev.memary.agent.turn.OpenTurn;
import dev.memary.agent.turn.Turn;
import dev.memary.agent.turn.TurnService;
import dev.memary.kit.identity.CallableBy;
import dev.memary.kit.identity.Caller;
import dev.memary.kit.identity.CurrentCaller;
import dev.memary.kit.identity.Permission;
import dev.memary.kit.identity.Services;
import dev.memary.kit.identity.SpaceGrant;
import dev.memary.kit.problem.ProblemException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Chat as OpenAI's clients know it, with a memory. */
@Path("/v1/chat/completions")
@CallableBy(Services.GATEWAY)
@OpenAiErrors
@RunOnVirtualThread
public class ChatResource {
  static final String SPACE = "X-Memary-Space";
  static final String SESSION = "X-Memary-Session";
  static final String CAPTURE = "X-Memary-Capture";
  static final String LOCAL_ONLY = "X-Memary-Local-Only";
  static final String TARGET = "X-Memary-Target";
  static final String FALLBACKS = "X-Memary-Fallbacks";
  static final String DEGRADED = "X-Memary-Degraded";

  private static final int LONGEST_SESSION = 200;

  private final TurnService turns;
  private final TurnMeters meters;
  private final CurrentCaller current;
  private final ObjectMapper json;

  public ChatResource(
      TurnService turns, TurnMeters meters, CurrentCaller current, ObjectMapper json) {
    this.turns = turns;
    this.meters = meters;
    this.current = current;
    this.json = json;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Response complete(
      @HeaderParam(SPACE) @Nullable String space,
      @HeaderParam(SESSION) @Nullable String session,
      @HeaderParam(CAPTURE) @Nullable String capture,
      @HeaderParam(LOCAL_ONLY) @Nullable String localOnly,
      @Context RoutingContext connection,
      @Nullable ObjectNode body) {
    ChatRequest request = ChatRequest.read(body, isLocalOnly(localOnly));
    Turn turn =
        new Turn(
            asker(spaceOf(space, request)),
            sessionOf(session, request),
            captures(capture),
            request.conversation(),
            request);
    OpenTurn open = turns.open(turn);
    return request.streamed() ? stream(open, connection) : whole(open);
  }

  private Response whole(OpenTurn open) {
    WholeSink sink = new WholeSink(json);
    meters.count(turns.deliver(open, sink), sink.report());
    return Response.ok(sink.body(), MediaType.APPLICATION_JSON)
        .header(DEGRADED, sink.report().degraded())
        .header(SESSION, open.turn().session())
        .header(TARGET, open.by().target())
        .header(FALLBACKS, open.by().fallbacks())
        .build();
  }

  /**
   * The rest of the turn runs on this same virtual thread while the answer is written. It waits for
   * the model most of the time, so a client that leaves must stop the model from outside.
   */
  private Response stream(OpenTurn open, RoutingContext connection) {
    connection.addEndHandler(_ -> open.abandon());
    StreamingOutput answer =
        out -> {
          StreamSink sink = new StreamSink(json, out);
          meters.count(turns.deliver(open, sink), sink.report());
        };
    return Response.ok(answer, MediaType.SERVER_SENT_EVENTS)
        .header(DEGRADED, open.degraded())
        .header(SESSION, open.turn().session())
        .header(TARGET, open.by().target())
        .header(FALLBACKS, open.by().fallbacks())
        .header("Cache-Control", "no-cache")
        .build();
  }

  private Asker asker(SpaceName space) {
    Caller caller = current.get();
    if (!caller.may(Permission.CHAT, List.of(space.value()))) {
      throw ProblemException.forbidden("The credential does not grant 'chat' in " + space + ".");
    }
    return new Asker(
        caller.tenantId(),
        caller.subject(),
        caller.grants().stream().map(SpaceGrant::pattern).toList(),
        space);
  }

  private static SpaceName spaceOf(@Nullable String header, ChatRequest request) {
    if (header != null) {
      return name(SPACE, header, SpaceName.EXPECTED);
    }
    String user =
        request
            .user()
            .orElseThrow(() ->
                ProblemException.invalidField(
                    SPACE, "is needed, such as user:alice, or the field 'user': whose memory?"));
    return name("user", "user:" + user, "must be 1 to 200 letters, digits or any of . _ @ + - :");
  }

  private static SpaceName name(String field, String value, String expected) {
    try {
      return new SpaceName(value);
    } catch (IllegalArgumentException e) {
      throw ProblemException.invalidField(field, expected);
    }
  }

  private static String sessionOf(@Nullable String header, ChatRequest request) {
    if (header == null) {
      return request.conversation().sessionName();
    }
    if (header.isBlank() || header.length() > LONGEST_SESSION) {
      throw ProblemException.invalidField(
          SESSION, "must have 1 to " + LONGEST_SESSION + " characters");
    }
    return header;
  }

  private static boolean captures(@Nullable String header) {
    return switch (header == null ? "on" : header.toLowerCase(Locale.ROOT)) {
      case "on" -> true;
      case "off" -> false;
      default -> throw ProblemException.invalidField(CAPTURE, "must be on or off");
    };
  }

  private static boolean isLocalOnly(@Nullable String header) {
    return switch (header == null ? "false" : header.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw ProblemException.invalidField(LOCAL_ONLY, "must be true or false");
    };
  }
}
