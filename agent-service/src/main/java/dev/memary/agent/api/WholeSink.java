package dev.memary.agent.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.memary.agent.answer.ExtractiveAnswer;
import dev.memary.agent.openai.Completions;
import dev.memary.agent.turn.TurnReport;
import dev.memary.agent.turn.TurnSink;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Collects an answer that is sent in one piece. */
final class WholeSink implements TurnSink {
  private final ObjectMapper json;
  private @Nullable ObjectNode body;
  private @Nullable TurnReport report;

  WholeSink(ObjectMapper json) {
    this.json = json;
  }

  ObjectNode body() {
    return Objects.requireNonNull(body);
  }

  TurnReport report() {
    return Objects.requireNonNull(report);
  }

  @Override
  public boolean relay(String document) {
    try {
      body = (ObjectNode) json.readTree(document);
      return true;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The model's answer was read before", e);
    }
  }

  @Override
  public void answered(TurnReport report) {
    this.report = report;
    body().set(ReportView.FIELD, json.valueToTree(ReportView.of(report)));
  }

  @Override
  public void fromMemory(String text, TurnReport report) {
    body = new Completions(ExtractiveAnswer.MODEL).completion(text);
    answered(report);
  }

  @Override
  public void interrupted() {
    throw new IllegalStateException("An answer in one piece is there or is not");
  }
}
