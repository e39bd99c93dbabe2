package dev.memary.systemtests.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's chat completions, canned: it answers after the {@link Script} that the model's name is,
 * without reading the prompt, so that what is measured is not the upstream. A process of its own,
 * which ends when its standard input does.
 */
final class CannedUpstream {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String DONE = "data: [DONE]\n\n";

  private final Vertx vertx;

  private CannedUpstream(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Prints where it answers: on any port that is free. */
  public static void main(String[] arguments) throws Exception {
    Vertx vertx = Vertx.vertx();
    vertx
        .createHttpServer()
        .connectionHandler(AskingClient::leaveToItsRequest)
        .requestHandler(new CannedUpstream(vertx)::take)
        .listen(0, "127.0.0.1")
        .onSuccess(server -> System.out.printf("http://127.0.0.1:%d/v1%n", server.actualPort()))
        .onFailure(e -> vertx.close());
    System.in.transferTo(OutputStream.nullOutputStream());
    vertx.close();
  }

  private void take(HttpServerRequest request) {
    request
        .body()
        .onSuccess(body -> {
          String text = body.toString(StandardCharsets.ISO_8859_1);
          Script script = Script.of(text);
          if (text.contains("\"stream\":true")) {
            stream(script, request.response());
          } else {
            whole(script, request.response());
          }
        });
  }

  private static void whole(Script script, HttpServerResponse response) {
    ObjectNode completion = envelope("chat.completion", script);
    ObjectNode choice = completion.putArray("choices").addObject().put("index", 0);
    choice.putObject("message").put("role", "assistant").put("content", script.text());
    choice.put("finish_reason", "stop");
    completion.set("usage", usage(script));
    response.putHeader("Content-Type", "application/json").end(completion.toString());
  }

  /** The first piece comes at once, the others each after a pause. */
  private void stream(Script script, HttpServerResponse response) {
    response.setChunked(true).putHeader("Content-Type", "text/event-stream");
    response.write(role(script).appendBuffer(piece(script, 0)));
    if (script.pieces() == 1) {
      response.end(end(script));
    } else if (script.pause().isZero()) {
      Buffer rest = Buffer.buffer();
      for (int i = 1; i < script.pieces(); i++) {
        rest.appendBuffer(piece(script, i));
      }
      response.end(rest.appendBuffer(end(script)));
    } else {
      slowly(script, response);
    }
  }

  private void slowly(Script script, HttpServerResponse response) {
    AtomicInteger said = new AtomicInteger(1);
    long timer =
        vertx.setPeriodic(
            script.pause().toMillis(),
            id -> {
              int index = said.getAndIncrement();
              if (index < script.pieces() - 1) {
                response.write(piece(script, index));
              } else {
                vertx.cancelTimer(id);
                response.end(piece(script, index).appendBuffer(end(script)));
              }
            });
    response.exceptionHandler(_ -> vertx.cancelTimer(timer));
    response.closeHandler(_ -> vertx.cancelTimer(timer));
  }

  private static Buffer role(Script script) {
    return chunk(script, JSON.createObjectNode().put("role", "assistant").put("content", ""), null);
  }

  private static Buffer piece(Script script, int index) {
    return chunk(script, JSON.createObjectNode().put("content", script.piece(index)), null);
  }

  private static Buffer end(Script script) {
    ObjectNode usage = envelope("chat.completion.chunk", script);
    usage.putArray("choices");
    usage.set("usage", usage(script));
    return chunk(script, JSON.createObjectNode(), "stop")
        .appendBuffer(event(usage))
        .appendString(DONE);
  }

  private static Buffer chunk(Script script, ObjectNode delta, @Nullable String finishReason) {
    ObjectNode chunk = envelope("chat.completion.chunk", script);
    ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
    choice.set("delta", delta);
    choice.put("finish_reason", finishReason);
    return event(chunk);
  }

  private static Buffer event(ObjectNode data) {
    return Buffer.buffer("data: " + data + "\n\n");
  }

  private static ObjectNode envelope(String object, Script script) {
    return JSON.createObjectNode()
        .put("id", "chatcmpl-canned")
        .put("object", object)
        .put("created", 1_767_225_600L)
        .put("model", script.model());
  }

  private static ObjectNode usage(Script script) {
    return JSON.createObjectNode()
        .put("prompt_tokens", 1)
        .put("completion_tokens", script.pieces())
        .put("total_tokens", script.pieces() + 1);
  }
}
