package dev.memary.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;

/** A real S3 server over a folder, in its own JVM, for tests of what speaks to one. */
public final class S3Server implements AutoCloseable {
  public static final String BUCKET = "memary";
  public static final String ACCESS_KEY = "test";
  public static final String SECRET_KEY = "test-secret";

  private static final int PATIENCE_MILLIS = 60_000;
  private static final int PAUSE_MILLIS = 100;

  private final int port;
  private final Process process;

  private S3Server(int port, Process process) {
    this.port = port;
    this.process = process;
  }

  /** Starts one that keeps its objects there. */
  public static S3Server start(Path folder) {
    int port = Ports.nextFree(new HashSet<>());
    try {
      Files.createDirectories(folder.resolve("objects").resolve(BUCKET));
      Path settings = folder.resolve("s3.properties");
      Files.writeString(settings, settings(port, folder.resolve("objects")));
      Path jars = Checkout.root().resolve("platform/local-stack/s3-server/target/lib");
      if (!Files.exists(jars)) {
        throw new StackException(
            "%s is not built; ./mvnw -DskipTests package builds it.".formatted(jars));
      }
      var program =
          List.of("-cp", jars.resolve("*").toString(), "org.gaul.s3proxy.Main", "--properties");
      var command = new JavaCommand("s3", 128, List.of()).run(program);
      command.add(settings.toString());
      var process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return new S3Server(port, process).ready();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + port);
  }

  private S3Server ready() {
    for (int waited = 0; waited < PATIENCE_MILLIS; waited += PAUSE_MILLIS) {
      if (Ports.accepts(port)) {
        return this;
      }
      Pause.millis(PAUSE_MILLIS);
    }
    close();
    throw new StackException("The S3 server does not answer.");
  }

  private static String settings(int port, Path objects) {
    return """
    s3proxy.endpoint=http://127.0.0.1:%d
    s3proxy.authorization=aws-v2-or-v4
    s3proxy.identity=%s
    s3proxy.credential=%s
    jclouds.provider=filesystem-nio2
    jclouds.filesystem.basedir=%s
    """
        .formatted(port, ACCESS_KEY, SECRET_KEY, objects);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
