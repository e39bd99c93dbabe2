package dev.memary.systemtests.bench;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Portkey's gateway, installed from npm: what another gateway adds to the same requests. */
final class Portkey implements Gateway {
  private static final String PACKAGE = "@portkey-ai/gateway";
  private static final String VERSION = "1.15.2";

  /** With a later HTTP server than 1.13 it answers 500 whenever a stream is asked for. */
  private static final String MANIFEST =
      """
      {
        "private": true,
        "dependencies": { "%s": "%s" },
        "overrides": { "@hono/node-server": "1.13.8" }
      }
      """
          .formatted(PACKAGE, VERSION);

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Process process;
  private final int port;
  private final URI upstream;

  private Portkey(Process process, int port, URI upstream) {
    this.process = process;
    this.port = port;
    this.upstream = upstream;
  }

  /** Why it cannot run here, if it cannot. */
  static Optional<String> missing() {
    return List.of("node", "npm").stream()
        .filter(program -> !runs(program))
        .findFirst()
        .map(program -> "%s is not installed".formatted(program));
  }

  /** Installs it in the directory if it is not there yet. */
  static Portkey start(Path directory, URI upstream) throws IOException, InterruptedException {
    Path main = directory.resolve("node_modules/" + PACKAGE + "/build/start-server.js");
    if (!Files.exists(main)) {
      install(directory);
    }
    int port = freePort();
    Process process =
        logged(
            directory.resolve("gateway.log"),
            List.of("node", main.toString(), "--headless", "--port=" + port));
    Portkey gateway = new Portkey(process, port, upstream);
    gateway.awaitReady();
    return gateway;
  }

  @Override
  public String name() {
    return "portkey";
  }

  @Override
  public Route route() {
    return new Route(
        name(),
        URI.create("http://127.0.0.1:%d/v1/chat/completions".formatted(port)),
        Map.of(
            "Authorization", "Bearer none",
            "x-portkey-provider", "openai",
            "x-portkey-custom-host", upstream.toString()));
  }

  @Override
  public Measured process() {
    return new Measured(process.toHandle());
  }

  @Override
  public void close() {
    process.destroy();
  }

  private static void install(Path directory) throws IOException, InterruptedException {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("package.json"), MANIFEST);
    Path log = directory.resolve("npm.log");
    List<String> install =
        List.of("npm", "install", "--prefix", directory.toString(), "--no-audit", "--no-fund");
    int status = logged(log, install).waitFor();
    if (status != 0) {
      throw new IOException("npm could not install %s; see %s".formatted(PACKAGE, log));
    }
  }

  private void awaitReady() throws IOException, InterruptedException {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (!answers()) {
      if (!process.isAlive() || Instant.now().isAfter(deadline)) {
        close();
        throw new IOException(PACKAGE + " does not start; see its gateway.log");
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }

  private boolean answers() {
    try {
      URI root = URI.create("http://127.0.0.1:" + port);
      return ((HttpURLConnection) root.toURL().openConnection()).getResponseCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private static Process logged(Path log, List<String> command) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  private static boolean runs(String program) {
    try {
      return new ProcessBuilder(program, "--version")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
