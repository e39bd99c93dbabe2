package dev.memary.systemtests.soak;

import dev.memary.localstack.LocalStack;
import dev.memary.localstack.Port;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Searches everything the platform keeps for a text: every column of every table, every property of
 * every node and relation, every event, every key and value in Redis, every log.
 */
public final class Leftovers implements AutoCloseable {
  private final LocalStack stack;
  private final Stores stores;

  public Leftovers(LocalStack stack) {
    this.stack = stack;
    this.stores = new Stores(stack);
  }

  /** Where the text stands; empty when nowhere. */
  public List<String> of(String text) {
    return Stream.of(inTables(text), inGraph(text), inEvents(text), inRedis(text), inLogs(text))
        .flatMap(List::stream)
        .toList();
  }

  private List<String> inTables(String text) {
    List<String> found = new ArrayList<>();
    for (String database : List.of("memory", "gateway", "agent", "router")) {
      for (String table :
          stores.of(
              database,
              "SELECT format('%I', tablename) FROM pg_tables WHERE schemaname = 'public'",
              row -> row.getString(1))) {
        long rows =
            stores
                .of(
                    database,
                    "SELECT count(*) FROM " + table + " t WHERE t::text LIKE '%' || ? || '%'",
                    row -> row.getLong(1),
                    text)
                .getFirst();
        if (rows > 0) {
          found.add("%d rows of %s.%s".formatted(rows, database, table));
        }
      }
    }
    return found;
  }

  private List<String> inGraph(String text) {
    List<String> found = new ArrayList<>();
    stores
        .graph(
            """
            MATCH (n)
            WHERE any(k IN keys(n) WHERE valueType(n[k]) STARTS WITH 'STRING' AND n[k] CONTAINS $text
                   OR valueType(n[k]) STARTS WITH 'LIST<STRING' AND any(x IN n[k] WHERE x CONTAINS $text))
            RETURN labels(n)[0] AS what, count(*) AS count
            UNION ALL
            MATCH ()-[r]->()
            WHERE any(k IN keys(r) WHERE valueType(r[k]) STARTS WITH 'STRING' AND r[k] CONTAINS $text
                   OR valueType(r[k]) STARTS WITH 'LIST<STRING' AND any(x IN r[k] WHERE x CONTAINS $text))
            RETURN type(r) AS what, count(*) AS count
            """,
            Map.of("text", text))
        .forEach(row ->
            found.add(
                "%d %s in the graph"
                    .formatted(row.get("count").asLong(), row.get("what").asString())));
    return found;
  }

  private List<String> inEvents(String text) {
    List<String> found = new ArrayList<>();
    Map<String, Object> config =
        Map.of("bootstrap.servers", "127.0.0.1:" + stack.ports().of(Port.KAFKA));
    try (var consumer =
        new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
      List<TopicPartition> partitions =
          consumer.listTopics().entrySet().stream()
              .filter(topic -> topic.getKey().startsWith("memary."))
              .flatMap(topic -> topic.getValue().stream())
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer
            .poll(Duration.ofMillis(500))
            .forEach(record -> {
              if (String.valueOf(record.value()).contains(text)) {
                found.add("an event of " + record.topic());
              }
            });
      }
    }
    return found;
  }

  private List<String> inRedis(String text) {
    return new RedisDump(stack).contains(text) ? List.of("Redis") : List.of();
  }

  private List<String> inLogs(String text) {
    try (Stream<Path> logs = Files.list(stack.logDirectory())) {
      return logs.filter(log -> holds(log, text)).map(log -> "the log " + log).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean holds(Path log, String text) {
    try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
      return lines.anyMatch(line -> line.contains(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    stores.close();
  }
}
