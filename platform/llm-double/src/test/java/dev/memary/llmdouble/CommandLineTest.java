package dev.memary.llmdouble;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
  @ParameterizedTest
  @ValueSource(strings = {"--port", "--nothing 1", "--ollama-port 0 --port"})
  void whatIsNotUnderstood_startsNothing(String arguments) {
    assertThatThrownBy(() -> LlmDouble.main(arguments.split(" ", -1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--ollama-port N");
  }
}
