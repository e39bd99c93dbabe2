package dev.memary.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memary.demo.Demo;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/**
 * The demo's year of conversation: at least eight of ten questions find the right episode among the
 * first five.
 */
class DemoTest {
  @Test
  void demo_findsAtLeastEightOfTen() {
    int code =
        new CommandLine(new Demo())
            .execute(
                "--url",
                RunningPlatform.gateway().toString(),
                "--api-key",
                RunningPlatform.newTenant("*").key());

    assertThat(code).isZero();
  }
}
