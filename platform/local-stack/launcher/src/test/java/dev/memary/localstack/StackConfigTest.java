package dev.memary.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StackConfigTest {

  @TempDir Path directory;
  private StackHome home = new StackHome(Path.of("."));

  @BeforeEach
  void createHome() {
    home = StackHome.create(directory);
  }

  @Test
  void saved_isTheSameWhenLoaded() {
    var config = StackConfig.generate(Ports.free()).withFakeLlm(true);

    config.save(home);

    assertThat(StackConfig.load(home)).contains(config);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 100})
  void homeOfAnEarlierVersion_hasNewPortsBesideItsOwn(int offset) throws IOException {
    StackConfig.generate(Ports.fixed(offset)).save(home);
    withoutLinesThatStartWith("port.fake-", "fake-llm");

    var config = StackConfig.load(home).orElseThrow();

    assertThat(config.ports()).isEqualTo(Ports.fixed(offset));
    assertThat(config.fakeLlm()).isFalse();
  }

  @Test
  void homeOfAnEarlierVersion_isGivenAKeyForWebhooks() throws IOException {
    StackConfig.generate(Ports.free()).save(home);
    withoutLinesThatStartWith("password.webhooks");

    var config = StackConfig.load(home).orElseThrow().completed();

    assertThat(config.secret(StackConfig.WEBHOOKS)).hasSizeGreaterThanOrEqualTo(32);
    assertThat(config.completed()).isEqualTo(config);
  }

  @Test
  void fakeLlm_isToldToTheRouterAloneAndOnlyWhenWanted() {
    var config = StackConfig.generate(Ports.fixed(0));
    var real = new ServiceEnvironment(home, config);
    var fake = new ServiceEnvironment(home, config.withFakeLlm(true));

    assertThat(fake.of(Service.ROUTER))
        .containsEntry("memary.ollama.nodes", "http://127.0.0.1:11501")
        .containsEntry("memary.openai.url", "http://127.0.0.1:11500/v1")
        .containsEntry("memary.perplexity.url", "http://127.0.0.1:11502")
        .containsEntry("memary.llm.url", "");
    assertThat(fake.of(Service.AGENT)).isEqualTo(real.of(Service.AGENT));
    assertThat(real.of(Service.ROUTER)).doesNotContainKeys("memary.ollama.nodes", "memary.llm.url");
  }

  private void withoutLinesThatStartWith(String... starts) throws IOException {
    var kept =
        Files.readAllLines(home.properties()).stream()
            .filter(line -> Stream.of(starts).noneMatch(line::startsWith))
            .collect(Collectors.joining("\n"));
    StackHome.writePrivate(home.properties(), kept);
  }
}
