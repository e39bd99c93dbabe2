package dev.memary.localstack.kafka;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;

/**
 * A single Kafka node (KRaft: broker and controller in one JVM) on the loopback address. It runs in
 * the foreground, prints one line that starts with {@code READY} when clients may connect, and
 * stops cleanly on SIGTERM.
 *
 * <p>Durability: an acknowledged record has been written to the log file, so it sits in the
 * operating system's page cache and outlives a SIGKILL of this process without any flush settings.
 * Only a crash of the whole machine could lose the last moments; production answers that with
 * replication, which one node cannot offer.
 *
 * <p>Topics are never created by accident: whoever owns a topic creates it.
 */
public final class KafkaServer {

  private KafkaServer() {}

  public static void main(String[] args) {
    try {
      run(Options.parse(args));
    } catch (IOException | RuntimeException e) {
      e.printStackTrace();
      System.exit(1);
    }
  }

  private static void run(Options options) throws IOException {
    Files.createDirectories(options.home());
    var properties = configuration(options);
    formatOnce(options, properties);
    var server = new KafkaRaftServer(KafkaConfig.fromProps(properties), Time.SYSTEM);
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "kafka-shutdown"));
    server.startup();
    System.out.println("READY 127.0.0.1:" + options.port());
    server.awaitShutdown();
  }

  private static Properties configuration(Options options) {
    var broker = "127.0.0.1:" + options.port();
    var controller = "127.0.0.1:" + options.controllerPort();
    var p = new Properties();
    p.put("process.roles", "broker,controller");
    p.put("node.id", "1");
    p.put("controller.quorum.voters", "1@" + controller);
    p.put("listeners", "PLAINTEXT://" + broker + ",CONTROLLER://" + controller);
    p.put("advertised.listeners", "PLAINTEXT://" + broker);
    p.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    p.put("controller.listener.names", "CONTROLLER");
    p.put("inter.broker.listener.name", "PLAINTEXT");
    p.put("log.dirs", options.logs().toString());
    p.put("auto.create.topics.enable", "false");
    p.put("offsets.topic.replication.factor", "1");
    p.put("offsets.topic.num.partitions", "1");
    p.put("transaction.state.log.replication.factor", "1");
    p.put("transaction.state.log.min.isr", "1");
    p.put("transaction.state.log.num.partitions", "1");
    p.put("share.coordinator.state.topic.replication.factor", "1");
    p.put("share.coordinator.state.topic.min.isr", "1");
    p.put("share.coordinator.state.topic.num.partitions", "1");
    p.put("group.initial.rebalance.delay.ms", "0");
    p.put("num.network.threads", "2");
    p.put("num.io.threads", "4");
    p.put("log.cleaner.dedupe.buffer.size", "2097152");
    p.put("log.index.size.max.bytes", "2097152");
    return p;
  }

  private static void formatOnce(Options options, Properties properties) throws IOException {
    if (Files.exists(options.logs().resolve("meta.properties"))) {
      return;
    }
    var file = options.home().resolve("format.properties");
    try (var out = Files.newBufferedWriter(file)) {
      properties.store(out, "Written once, to format the log directory");
    }
    String[] format = {"format", "-t", Uuid.randomUuid().toString(), "-c", file.toString()};
    if (StorageTool.execute(format, System.out) != 0) {
      throw new IllegalStateException("Kafka's log directory could not be formatted");
    }
  }

  private record Options(Path home, int port, int controllerPort) {

    Path logs() {
      return home.resolve("log");
    }

    static Options parse(String[] args) {
      Map<String, String> values = new HashMap<>();
      for (int i = 0; i + 1 < args.length; i += 2) {
        values.put(args[i], args[i + 1]);
      }
      if (!values.keySet().containsAll(List.of("--home", "--port", "--controller-port"))) {
        throw new IllegalArgumentException(
            "usage: KafkaServer --home DIR --port N --controller-port N");
      }
      return new Options(
          Path.of(value(values, "--home")),
          Integer.parseInt(value(values, "--port")),
          Integer.parseInt(value(values, "--controller-port")));
    }

    private static String value(Map<String, String> values, String name) {
      return Objects.requireNonNull(values.get(name), name);
    }
  }
}
