package dev.memary.router.api;

import static dev.memary.router.api.Models.CLOUD;
import static dev.memary.router.api.Models.GPU_1;
import static dev.memary.router.api.Models.GPU_2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.memary.kit.identity.Services;
import dev.memary.localstack.testing.NodeTests;
import dev.memary.localstack.testing.TestTokens;
import dev.memary.router.pool.Pool;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The official client, which nobody wrote for this service, gets what OpenAI would give it. */
@QuarkusTest
class OpenAiClientTest extends RouterServiceTest {
  @Inject Pool pool;

  @TestHTTPResource URI router;

  @BeforeEach
  void oneNode() {
    Models.allAreWell(pool);
    pool.cordon(GPU_2.url(), true);
  }

  @AfterEach
  void bothNodes() {
    Models.allAreWell(pool);
  }

  @Test
  void officialClient_takesTheRouterForOpenAi() {
    NodeTests client = new NodeTests(Path.of("openai-client"));
    assumeTrue(client.possible(), "Node.js is not installed");

    NodeTests.Run run =
        client.run(
            Map.of(
                "ROUTER_URL", router.toString().replaceAll("/$", ""),
                "ROUTER_TOKEN", token(Services.AGENT),
                "STRANGER_TOKEN", token(Services.GATEWAY),
                "OLLAMA_URL", GPU_1.url(),
                "CLOUD_URL", CLOUD.url()));

    assertThat(run.code()).as(run.output()).isZero();
  }

  private static String token(String issuer) {
    return TestTokens.bearer(issuer, Services.ROUTER, "t-router").substring("Bearer ".length());
  }
}
