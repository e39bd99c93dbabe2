package dev.memary.systemtests.bench;

import dev.memary.llmdouble.LlmDouble;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/** Plays the model, in a process of its own. */
final class Upstream implements AutoCloseable {
  private static final String DOUBLE_KNOWS_NOTHING = "I do not know.";

  private final Kind kind;
  private final Process process;
  private final URI url;

  /** Who plays it. */
  enum Kind {
    /** {@link CannedUpstream}: costs little, and keeps a pace. */
    CANNED(CannedUpstream.class),
    /** {@code platform/llm-double}: reads every prompt, and keeps no pace. */
    DOUBLE(LlmDouble.class);

    private final Class<?> main;

    Kind(Class<?> main) {
      this.main = main;
    }
  }

  private Upstream(Kind kind, Process process, URI url) {
    this.kind = kind;
    this.process = process;
    this.url = url;
  }

  static Upstream start(Kind kind) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "--sun-misc-unsafe-memory-access=allow", // Netty's buffers
                "-cp",
                System.getProperty("java.class.path"),
                kind.main.getName(),
                "--port",
                "0")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    return new Upstream(kind, process, announced(process));
  }

  /** Both say last in their first line where they answer. */
  private static URI announced(Process process) throws IOException {
    BufferedReader out = process.inputReader();
    String line = out.readLine();
    if (line == null) {
      throw new IOException("The upstream ended while starting");
    }
    return URI.create(line.substring(line.lastIndexOf(' ') + 1));
  }

  /** The base of OpenAI's API. */
  URI url() {
    return url;
  }

  boolean keepsPace() {
    return kind == Kind.CANNED;
  }

  /** A question of that size which it answers after the script, if it keeps to scripts. */
  Question question(int kilobytes, boolean streamed, Script script) {
    return switch (kind) {
      case CANNED -> Question.of(kilobytes, streamed, script);
      case DOUBLE -> Question.of(kilobytes, streamed, LlmDouble.MODEL, DOUBLE_KNOWS_NOTHING);
    };
  }

  @Override
  public void close() {
    process.destroy();
  }
}
