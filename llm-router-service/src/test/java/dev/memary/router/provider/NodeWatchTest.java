package dev.memary.router.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.memary.llmdouble.Fault;
import dev.memary.llmdouble.OllamaDouble;
import dev.memary.llmdouble.OllamaModel;
import dev.memary.llmdouble.OllamaSettings;
import dev.memary.router.pool.Demand;
import dev.memary.router.pool.LocalModel;
import dev.memary.router.pool.Pool;
import dev.memary.router.pool.PoolView.NodeView;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.mutiny.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NodeWatchTest {
  private static final LocalModel LLAMA =
      new LocalModel("llama3:8b", 8192, 1, 0, Duration.ofSeconds(1), Duration.ofSeconds(1));

  private final Vertx vertx = Vertx.vertx();
  private final Pool pool = new Pool(System::nanoTime, 10);
  private final OllamaDouble node =
      OllamaDouble.start(
          0,
          OllamaSettings.standard()
              .withModels(OllamaModel.chat("llama3:8b"))
              .withPullable(OllamaModel.chat("qwen3:4b")));

  @AfterEach
  void stop() {
    node.close();
    vertx.closeAndAwait();
  }

  @Test
  void nothingToPreload_readyAtOnce() {
    watch(Map.of()).look();

    assertThat(view().ready()).isTrue();
    assertThat(node.loads()).isZero();
  }

  @Test
  void preload_loadsBeforeRequestsCome_withTheirOptions() {
    NodeWatch watch = watch(Map.of("preload", "llama3:8b"));
    watch.look();
    assertThat(pool.estimate(demand())).as("not before it is warm").isEmpty();

    await().until(() -> view().ready());

    assertThat(node.resident()).contains("llama3:8b");
    watch.look();
    await().until(() -> estimateIsNothing());
    assertThat(node.loads()).isEqualTo(1);
    assertThat(node.reloads()).isZero();
  }

  @Test
  void missingModel_isPulledWhereThatIsWanted() {
    watch(Map.of("preload", "qwen3:4b", "pull", "true")).look();

    await().until(() -> view().ready());

    assertThat(node.resident()).contains("qwen3:4b");
  }

  @Test
  void modelThatCannotBeHad_keepsTheNodeFromNothingElse() {
    watch(Map.of("preload", "unheard-of,llama3:8b", "pull", "true")).look();

    await().until(() -> view().ready());

    assertThat(node.resident()).containsExactly("llama3:8b");
  }

  @Test
  void unreachableNode_isWarmedOnceItAnswers() {
    int port = Integer.parseInt(node.url().replaceAll(".*:", ""));
    node.close();
    NodeWatch watch = watch(Map.of("preload", "llama3:8b"));
    watch.look();
    assertThat(view().ready()).isFalse();

    try (OllamaDouble back =
        OllamaDouble.start(
            port, OllamaSettings.standard().withModels(OllamaModel.chat("llama3:8b")))) {
      await()
          .until(() -> {
            watch.look();
            return view().ready();
          });
      assertThat(back.resident()).contains("llama3:8b");
    }
  }

  @Test
  void quietNodeThatMakesNoToken_isLeftAlone_untilItDoes() {
    NodeWatch watch = watch(Map.of("preload", "llama3:8b", "probe-after", "PT0S"));
    watch.look();
    await().until(() -> view().ready());
    assertThat(pool.estimate(demand())).isPresent();
    node.failAlways(Fault.ERROR_500);

    await()
        .until(() -> {
          watch.look();
          return view().breakerOpen();
        });
    assertThat(view().lastError()).isEqualTo("probe");

    node.failAlways(Fault.NONE);
    await()
        .until(() -> {
          watch.look();
          return !view().breakerOpen();
        });
  }

  private boolean estimateIsNothing() {
    return pool.estimate(demand()).equals(Optional.of(Duration.ZERO));
  }

  private static Demand demand() {
    return new Demand("t", LLAMA, Long.MAX_VALUE, Set.of());
  }

  private NodeView view() {
    return pool.view().nodes().getFirst();
  }

  private NodeWatch watch(Map<String, String> settings) {
    Map<String, String> properties = new HashMap<>();
    properties.put("memary.routing.providers.ollama.kind", "ollama");
    properties.put("memary.routing.providers.ollama.nodes", node.url());
    settings.forEach(
        (name, value) -> properties.put("memary.routing.providers.ollama." + name, value));
    RouterConfig config =
        new SmallRyeConfigBuilder()
            .addDefaultInterceptors()
            .withMapping(RouterConfig.class)
            .withDefaultValues(properties)
            .build()
            .getConfigMapping(RouterConfig.class);
    ProviderHttp http = new ProviderHttp(vertx, Duration.ofSeconds(2));
    return new NodeWatch(config, http, new ObjectMapper(), pool);
  }
}
