package dev.memary.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.memary.localstack.testing.NodeTests;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An unmodified OpenAI client gets memory by changing its base address, streaming and not. */
class OpenAiClientTest {
  @Test
  void officialClient_secondConversation_knowsTheFirst() {
    NodeTests client = new NodeTests(Path.of("openai-client"));
    assumeTrue(client.possible(), "Node.js is not installed");
    MemaryClient memary = RunningPlatform.newTenant("*");

    NodeTests.Run run =
        client.run(
            Map.of(
                "MEMARY_BASE_URL", RunningPlatform.gateway() + "/v1",
                "MEMARY_KEY", memary.key(),
                "MEMARY_USER", MemaryClient.newUser()));

    assertThat(run.code()).as(run.output()).isZero();
  }
}
