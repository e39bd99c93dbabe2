package dev.memary.router.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.memary.llmdouble.Fault;
import dev.memary.llmdouble.ServerDouble;
import dev.memary.router.chat.ProviderFailure;
import dev.memary.router.chat.ProviderFailure.Unreachable;
import io.vertx.mutiny.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What every server that embeds does besides: batches go in one request, failures are told apart.
 */
abstract class RemoteEmbedderTest extends EmbedderTest {
  private final Vertx vertx = Vertx.vertx();
  final EmbeddingExchange exchange =
      new EmbeddingExchange(new ProviderHttp(vertx, Duration.ofSeconds(2)), new ObjectMapper());

  abstract ServerDouble server();

  /** The bodies of the requests for embeddings. */
  abstract List<JsonNode> asked();

  /** What the server's faults mean. */
  abstract Map<Fault, ProviderFailure> meanings();

  @AfterEach
  void stop() {
    server().close();
    vertx.closeAndAwait();
  }

  @Test
  void batch_isOneRequest() {
    embed(List.of("a", "b", "c"));

    assertThat(asked()).hasSize(1);
    assertThat(asked().getFirst().path("input")).hasSize(3);
  }

  @Test
  void faults_areToldApart() {
    meanings()
        .forEach((fault, meaning) -> {
          server().fail(fault, 1);
          assertThat(failure()).as("%s", fault).isEqualTo(meaning);
        });
  }

  @Test
  void nobodyAtTheAddress_unreachable() {
    server().close();

    assertThat(failure()).isEqualTo(new Unreachable());
  }
}
