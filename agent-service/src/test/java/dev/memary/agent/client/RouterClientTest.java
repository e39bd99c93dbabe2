package dev.memary.agent.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.memary.agent.Keys;
import dev.memary.agent.answer.ModelAnswer;
import dev.memary.agent.answer.ModelReply;
import dev.memary.agent.answer.Prompt;
import dev.memary.agent.memory.Asker;
import dev.memary.agent.memory.SpaceName;
import dev.memary.agent.openai.ChatRequest;
import dev.memary.kit.identity.Services;
import dev.memary.llmdouble.LlmDouble;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RouterClientTest {
  private static final Asker ALICE =
      new Asker("acme", "key-1", List.of("user:alice"), new SpaceName("user:alice"));

  private final ObjectMapper json = new ObjectMapper();
  private final LlmDouble llm = LlmDouble.start(0);
  private final RouterClient router = client(URI.create(llm.url()));

  @AfterEach
  void stop() {
    router.stop();
    llm.close();
  }

  @Test
  void nobodyListening_givesNoReply() {
    llm.close();

    ModelReply reply = router.ask(ALICE, prompt("m"));

    assertThat(reply.begun()).isFalse();
    assertThat(reply.relayTo(_ -> true)).isInstanceOf(ModelAnswer.Unavailable.class);
  }

  @Test
  void silentStream_countsAsBroken() {
    List<String> relayed = new ArrayList<>();

    ModelAnswer answer = router.ask(ALICE, prompt("double-stall")).relayTo(relayed::add);

    assertThat(answer).isInstanceOf(ModelAnswer.Interrupted.class);
    assertThat(relayed).hasSize(2);
  }

  @Test
  void clientThatLeft_interruptsTheAnswer() {
    ModelAnswer answer = router.ask(ALICE, prompt("m")).relayTo(_ -> false);

    assertThat(answer).isInstanceOf(ModelAnswer.Interrupted.class);
  }

  @Test
  void closedReply_isNeverTakenForOneThatNobodyGave() {
    ModelReply reply = router.ask(ALICE, prompt("double-slow"));
    reply.close();

    assertThat(reply.relayTo(_ -> true)).isInstanceOf(ModelAnswer.Interrupted.class);
  }

  private Prompt prompt(String model) {
    ObjectNode body = json.createObjectNode().put("model", model).put("stream", true);
    body.putArray("messages").addObject().put("role", "user").put("content", "Hello");
    return Prompt.of(ChatRequest.read(body, false), "");
  }

  private RouterClient client(URI url) {
    RouterConfig config =
        new RouterConfig() {
          @Override
          public URI url() {
            return url;
          }

          @Override
          public Duration connectTimeout() {
            return Duration.ofSeconds(1);
          }

          @Override
          public Duration answerTimeout() {
            return Duration.ofSeconds(5);
          }

          @Override
          public Duration idleTimeout() {
            return Duration.ofMillis(400);
          }
        };
    return new RouterClient(config, Keys.create().of(Services.AGENT), json);
  }
}
