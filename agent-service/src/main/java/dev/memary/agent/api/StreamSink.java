package dev.memary.agent.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.memary.agent.answer.ExtractiveAnswer;
import dev.memary.agent.openai.Completions;
import dev.memary.agent.openai.ErrorBody;
import dev.memary.agent.turn.TurnReport;
import dev.memary.agent.turn.TurnSink;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes an answer as server-sent events, each at once. */
final class StreamSink implements TurnSink {
  private static final String MODEL = "memary";

  private final ObjectMapper json;
  private final OutputStream out;
  private boolean gone;
  private @Nullable TurnReport report;

  StreamSink(ObjectMapper json, OutputStream out) {
    this.json = json;
    this.out = out;
  }

  /** What memory did; null when the answer broke off. */
  @Nullable TurnReport report() {
    return report;
  }

  @Override
  public boolean relay(String document) {
    event(document);
    return !gone;
  }

  @Override
  public void answered(TurnReport report) {
    end(new Completions(MODEL), report);
  }

  @Override
  public void fromMemory(String text, TurnReport report) {
    Completions completions = new Completions(ExtractiveAnswer.MODEL);
    event(completions.words(text).toString());
    event(completions.finish().toString());
    end(completions, report);
  }

  /** Without {@code [DONE]}: a client must not take half an answer for a whole one. */
  @Override
  public void interrupted() {
    event(write(ErrorBody.interrupted()));
  }

  private void end(Completions completions, TurnReport report) {
    this.report = report;
    ObjectNode last = completions.aside();
    last.set(ReportView.FIELD, json.valueToTree(ReportView.of(report)));
    event(last.toString());
    event("[DONE]");
  }

  /** A client that has left hears nothing more, and that is no failure of the turn. */
  private void event(String data) {
    if (gone) {
      return;
    }
    try {
      out.write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
    } catch (IOException e) {
      gone = true;
    }
  }

  private String write(Object value) {
    try {
      return json.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("An error body can be written", e);
    }
  }
}
