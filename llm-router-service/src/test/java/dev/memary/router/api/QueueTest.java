package dev.memary.router.api;

import static dev.memary.router.api.Models.LLAMA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memary.kit.identity.Services;
import dev.memary.router.pool.Pool;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;

/** More streams than slots: whoever waited is started by somebody else's thread. */
@QuarkusTest
class QueueTest extends RouterServiceTest {
  private static final int STREAMS = 16;
  private static final String WORDS =
      String.join(" ", IntStream.range(0, 100).mapToObj(i -> "w" + i).toList());

  @Inject Pool pool;

  @BeforeEach
  void allIsWell() {
    Models.allAreWell(pool);
  }

  @RepeatedTest(5)
  void everyStream_isWhole() {
    List<String> streams;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<String>> started =
          IntStream.range(0, STREAMS)
              .mapToObj(_ -> CompletableFuture.supplyAsync(QueueTest::stream, threads))
              .toList();
      streams = started.stream().map(CompletableFuture::join).toList();
    }

    assertThat(streams).allSatisfy(stream -> assertThat(stream).endsWith("data: [DONE]\n\n"));
    assertThat(Models.nodes()).allMatch(node -> node.mostInFlight(LLAMA) <= 2);
  }

  private static String stream() {
    return as(Services.AGENT)
        .body(
            """
            {"model": "local", "stream": true,
             "messages": [{"role": "system", "content": "Emma works %s in Bremen."},
                          {"role": "user", "content": "Where does Emma work?"}]}
            """
                .formatted(WORDS))
        .post("/v1/chat/completions")
        .asString();
  }
}
