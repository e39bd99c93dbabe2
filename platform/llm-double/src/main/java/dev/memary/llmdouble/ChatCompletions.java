package dev.memary.llmdouble;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** The operation that OpenAI and Perplexity share; they differ in the reply. */
record ChatCompletions(ServerDouble server, Replies replies) {
  void answer(Call call) throws IOException, InterruptedException {
    JsonNode body;
    try {
      body = Call.JSON.readTree(call.body());
    } catch (IOException e) {
      OpenAiError.NO_JSON.sendTo(call);
      return;
    }
    server.requests.add(body);
    String model = body.path("model").asText(LlmDouble.MODEL);
    try (InFlight.Ticket ticket = server.inFlight.enter(model)) {
      answer(call, body, model, ticket);
    }
  }

  private void answer(Call call, JsonNode body, String model, InFlight.Ticket ticket)
      throws IOException, InterruptedException {
    Fault fault = server.faults.of(call.fault(), model);
    Optional<OpenAiError> refusal = OpenAiError.of(fault);
    if (refusal.isPresent()) {
      ticket.close();
      refusal.get().sendTo(call);
      return;
    }
    delay(fault);
    Reply reply = replies.to(body, model, fault);
    Speech speech = new Speech(server, fault, Duration.ZERO);
    if (reply.streamed()) {
      server.stream(call, "text/event-stream", out -> reply.stream(out, speech, ticket::close));
    } else {
      reply.whole(call, speech, ticket::close);
    }
  }

  private void delay(Fault fault) throws IOException, InterruptedException {
    if (fault == Fault.HANG) {
      server.hang();
    } else if (fault == Fault.SLOW_LOAD) {
      Thread.sleep(ServerDouble.SLOW_LOAD);
    }
  }

  interface Replies {
    Reply to(JsonNode request, String model, Fault fault);
  }
}
