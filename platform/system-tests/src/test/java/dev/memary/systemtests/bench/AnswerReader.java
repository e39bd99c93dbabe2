package dev.memary.systemtests.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.parsetools.RecordParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Reads one answer, notes when its pieces come, and fails when it is not whole. */
final class AnswerReader {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String DATA = "data:";
  private static final String DONE = "[DONE]";

  private final Question question;
  private final long intended;
  private final Figures figures;
  private final StringBuilder heard = new StringBuilder();
  private boolean finished;
  private boolean done;
  private long lastPiece;

  AnswerReader(Question question, long intended, Figures figures) {
    this.question = question;
    this.intended = intended;
    this.figures = figures;
  }

  Future<Void> read(HttpClientResponse response) {
    if (response.statusCode() != 200) {
      return response.body().compose(_ -> wrong("status " + response.statusCode()));
    }
    return question.streamed() ? stream(response) : whole(response);
  }

  private Future<Void> whole(HttpClientResponse response) {
    return response
        .body()
        .compose(body -> {
          long now = System.nanoTime();
          JsonNode choice = json(body).at("/choices/0");
          heard.append(choice.at("/message/content").asText());
          finished = choice.hasNonNull("finish_reason");
          done = true;
          return judge(now);
        });
  }

  private Future<Void> stream(HttpClientResponse response) {
    response.handler(RecordParser.newDelimited("\n\n", this::event));
    return response.end().compose(_ -> judge(System.nanoTime()));
  }

  private void event(Buffer event) {
    long now = System.nanoTime();
    String text = event.toString(StandardCharsets.UTF_8).strip();
    if (!text.startsWith(DATA)) {
      return;
    }
    String data = text.substring(DATA.length()).strip();
    if (data.equals(DONE)) {
      done = true;
      return;
    }
    JsonNode choice = json(Buffer.buffer(data)).at("/choices/0");
    finished |= choice.hasNonNull("finish_reason");
    String piece = choice.at("/delta/content").asText("");
    if (!piece.isEmpty()) {
      heard(piece, now);
    }
  }

  private void heard(String piece, long now) {
    if (heard.isEmpty()) {
      figures.began(now - intended);
    } else {
      figures.continued(now - lastPiece);
    }
    lastPiece = now;
    heard.append(piece);
  }

  private Future<Void> judge(long now) {
    if (!done || !finished || !question.expected().contentEquals(heard)) {
      return wrong(done && finished ? "another answer" : "truncated");
    }
    figures.ended(now - intended);
    return Future.succeededFuture();
  }

  private static JsonNode json(Buffer text) {
    try {
      return JSON.readTree(text.getBytes());
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }

  private static <T> Future<T> wrong(String reason) {
    return Future.failedFuture(new WrongAnswer(reason));
  }

  /** An answer came, but not the one that was asked for. */
  static final class WrongAnswer extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WrongAnswer(String reason) {
      super(reason, null, false, false);
    }
  }
}
