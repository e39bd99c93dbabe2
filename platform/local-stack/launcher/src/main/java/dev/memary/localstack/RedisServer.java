package dev.memary.localstack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import redis.embedded.core.ExecutableProvider;

/**
 * Redis, for caches, counters and short-lived streams. Losing it loses nothing; it still keeps an
 * append-only file, so that a restart does not reset rate limits and running streams.
 */
final class RedisServer implements Member {

  static final String NAME = "redis";

  private static final int ANSWER_MILLIS = 1_000;

  private final StackHome home;
  private final StackConfig config;

  RedisServer(StackHome home, StackConfig config) {
    this.home = home;
    this.config = config;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Port> ports() {
    return List.of(Port.REDIS);
  }

  @Override
  public Launch prepare() throws IOException {
    var data = home.data(NAME);
    StackHome.privateDirectory(data);
    var settings = home.run().resolve("redis.conf");
    StackHome.writePrivate(settings, settings(data));
    return new Launch(
        List.of(program().toString(), settings.toString()), Map.of(), home.directory());
  }

  @Override
  public boolean ready() {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
      socket.setSoTimeout(ANSWER_MILLIS);
      var ask = "AUTH %s\r\nPING\r\n".formatted(config.secret(StackConfig.REDIS));
      socket.getOutputStream().write(ask.getBytes(StandardCharsets.US_ASCII));
      var answer = socket.getInputStream().readNBytes("+OK\r\n+PONG".length());
      return new String(answer, StandardCharsets.US_ASCII).equals("+OK\r\n+PONG");
    } catch (IOException e) {
      return false;
    }
  }

  private String settings(Path data) {
    return """
    bind 127.0.0.1
    port %d
    requirepass %s
    dir "%s"
    save ""
    appendonly yes
    appendfsync everysec
    maxmemory 128mb
    maxmemory-policy volatile-lru
    """
        .formatted(port(), config.secret(StackConfig.REDIS), data);
  }

  private int port() {
    return config.ports().of(Port.REDIS);
  }

  private Path program() throws IOException {
    var program = home.bin().resolve("redis-server");
    if (!Files.isExecutable(program)) {
      var unpacked = ExecutableProvider.newJarResourceProvider(home.bin().toFile()).get().toPath();
      Files.setPosixFilePermissions(unpacked, PosixFilePermissions.fromString("rwx------"));
      Files.move(unpacked, program, StandardCopyOption.REPLACE_EXISTING);
    }
    return program;
  }
}
