package dev.memary.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jose4j.jwk.JsonWebKeySet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.neo4j.driver.AuthTokens;
import org.neo4j.driver.Driver;
import org.neo4j.driver.GraphDatabase;

/** One real stack in a directory of its own; the faults come last. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LocalStackTest {

  private static final List<String> SERVERS = List.of("postgres", "redis", "kafka", "neo4j");

  @TempDir(cleanup = CleanupMode.ALWAYS)
  static Path directory;

  static LocalStack stack;

  @BeforeAll
  static void start() {
    stack = LocalStack.at(directory, Ports.free());
    stack.start();
  }

  @AfterAll
  static void stop() {
    stack.stop();
  }

  @Test
  @Order(1)
  void started_everyServerIsReadyAndKnown() {
    for (var name : SERVERS) {
      var status = statusOf(name);
      assertThat(status.state()).as(name).isEqualTo(ProcessStatus.State.READY);
      assertThat(status.residentBytes()).as(name).isGreaterThan(1L << 20);
      System.out.printf("%s: %d MB%n", name, StatusReport.megabytes(status));
    }
  }

  @Test
  @Order(2)
  void startedAgain_keepsTheProcesses() {
    var before = SERVERS.stream().map(name -> statusOf(name).pid()).toList();

    LocalStack.at(directory, Ports.free()).start();

    assertThat(SERVERS.stream().map(name -> statusOf(name).pid()).toList()).isEqualTo(before);
  }

  @Test
  @Order(3)
  void secrets_areForTheOwnerOnly() throws IOException {
    assertThat(mode(directory)).isEqualTo("rwx------");
    assertThat(mode(directory.resolve("stack.properties"))).isEqualTo("rw-------");
    assertThat(mode(directory.resolve("api-key"))).isEqualTo("rw-------");
    assertThat(mode(directory.resolve("keys/memory-service.jwk"))).isEqualTo("rw-------");
    assertThat(Files.readString(directory.resolve("api-key")).strip())
        .matches("mk_[A-Za-z0-9_-]{40}");
  }

  @Test
  @Order(3)
  void trustedKeys_holdAllSixAndNoPrivatePart() throws Exception {
    var text = Files.readString(directory.resolve("keys/trusted.jwks"));

    assertThat(new JsonWebKeySet(text).getJsonWebKeys())
        .extracting(key -> key.getKeyId())
        .containsExactlyInAnyOrder(
            "gateway-service",
            "agent-service",
            "memory-service",
            "kg-service",
            "llm-router-service",
            "extraction-worker");
    assertThat(text).doesNotContain("\"d\":");
  }

  @Test
  @Order(3)
  void roles_areNeitherSuperuserNorAboveRowLevelSecurity() throws SQLException {
    try (var connection = connect("memory", "memory_app");
        var rows =
            connection
                .createStatement()
                .executeQuery(
                    """
                    SELECT count(*) AS roles,
                           count(*) FILTER (WHERE rolsuper OR rolbypassrls OR rolcreatedb
                                                  OR rolcreaterole) AS mighty
                    FROM pg_roles WHERE rolname ~ '^(memory|gateway|agent|router)_'
                    """)) {
      rows.next();
      assertThat(rows.getInt("roles")).isEqualTo(12);
      assertThat(rows.getInt("mighty")).isZero();
    }
  }

  @Test
  @Order(3)
  void applicationRole_cannotCreateTablesNorVisitOtherDatabases() throws SQLException {
    try (var connection = connect("memory", "memory_app")) {
      assertThatThrownBy(() -> connection.createStatement().execute("CREATE TABLE mine (id int)"))
          .hasMessageContaining("permission denied for schema public");
    }
    assertThatThrownBy(() -> connect("gateway", "memory_app"))
        .hasMessageContaining("permission denied for database");
  }

  @Test
  @Order(3)
  void trigrams_knowMoreThanAscii() throws SQLException {
    try (var connection = connect("memory", "memory_app");
        var rows = connection.createStatement().executeQuery("SELECT show_trgm('绿茶')")) {
      rows.next();
      assertThat(rows.getString(1)).isNotEqualTo("{}");
    }
  }

  @Test
  @Order(3)
  void environment_namesOnlyTheServicesOwnStores() {
    var memory = stack.environment().of(Service.MEMORY);
    var kg = stack.environment().of(Service.KG);

    assertThat(memory)
        .containsEntry("memary.db.app.password", stack.secret("memory_app"))
        .containsKeys("memary.db.url", "memary.kg.url", "quarkus.management.port")
        .doesNotContainKeys("memary.neo4j.password", "memary.bootstrap.key-file");
    assertThat(kg).containsKey("memary.neo4j.uri").doesNotContainKey("memary.db.url");
    assertThat(ServiceEnvironment.asVariables(memory))
        .containsKey("MEMARY_DB_OWNER_PASSWORD")
        .containsKey("MEMARY_IDENTITY_PRIVATE_KEY");
  }

  @Test
  @Order(4)
  void killedWithoutWarning_losesNothingAcknowledged() throws Exception {
    writeEverywhere();

    SERVERS.forEach(stack::kill);
    assertThat(SERVERS).allSatisfy(LocalStackTest::isDead);
    var begun = Instant.now();
    stack.start();
    System.out.printf("restart after SIGKILL: %s%n", Duration.between(begun, Instant.now()));

    assertThat(rowInPostgres()).isEqualTo("kept");
    assertThat(nodeInNeo4j()).isEqualTo("kept");
    assertThat(recordInKafka()).isEqualTo("kept");
    assertThat(redis("GET memo")).contains("kept");
  }

  @Test
  @Order(5)
  void pidFileOfAStranger_isNotBelieved() throws Exception {
    var stranger = new ProcessBuilder("sleep", "60").start();
    try {
      stack.kill("redis");
      Files.writeString(
          directory.resolve("run/redis.pid"), stranger.pid() + " " + Instant.EPOCH + "\n");

      stack.kill("redis");
      stack.start();

      assertThat(stranger.isAlive()).isTrue();
      assertThat(statusOf("redis").pid()).isNotEqualTo(stranger.pid());
    } finally {
      stranger.destroyForcibly();
    }
  }

  @Test
  @Order(6)
  void busyPort_isNamedTogetherWithItsHolder() throws Exception {
    stack.kill("redis");
    var port = stack.ports().of(Port.REDIS);
    try (var squatter = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      assertThat(squatter.isBound()).isTrue();
      assertThatThrownBy(stack::start)
          .isInstanceOf(StackException.class)
          .hasMessageContaining("Port %d, which Redis needs".formatted(port))
          .hasMessageContaining("process %d".formatted(ProcessHandle.current().pid()))
          .hasMessageContaining("--port-offset");
    }
    stack.start();
    assertThat(statusOf("redis").state()).isEqualTo(ProcessStatus.State.READY);
  }

  @Test
  @Order(7)
  void stopped_thenNothingRuns() {
    var pids = SERVERS.stream().map(name -> statusOf(name).pid()).toList();

    stack.stop();

    assertThat(pids)
        .doesNotContainNull()
        .noneMatch(pid -> ProcessHandle.of(pid).filter(Platform::alive).isPresent());
    assertThat(statusOf("kafka").state()).isEqualTo(ProcessStatus.State.STOPPED);
  }

  private static void writeEverywhere() throws Exception {
    try (var connection = connect("memory", "memory_owner")) {
      connection.createStatement().execute("CREATE TABLE memo AS SELECT 'kept' AS text");
    }
    try (var driver = neo4j()) {
      driver.executableQuery("CREATE (:Memo {text: 'kept'})").execute();
    }
    try (var admin = Admin.create(Map.of("bootstrap.servers", kafka()))) {
      admin.createTopics(List.of(new NewTopic("memo", 1, (short) 1))).all().get();
    }
    try (var producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka(), "acks", "all"),
            new StringSerializer(),
            new StringSerializer())) {
      producer.send(new ProducerRecord<>("memo", "kept")).get();
    }
    assertThat(redis("SET memo kept")).contains("+OK");
  }

  private static String rowInPostgres() throws SQLException {
    try (var connection = connect("memory", "memory_owner");
        var rows = connection.createStatement().executeQuery("SELECT text FROM memo")) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static String nodeInNeo4j() {
    try (var driver = neo4j()) {
      var result = driver.executableQuery("MATCH (m:Memo) RETURN m.text AS text").execute();
      return result.records().getFirst().get("text").asString();
    }
  }

  private static String recordInKafka() {
    try (var consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", kafka()),
            new StringDeserializer(),
            new StringDeserializer())) {
      var partition = new TopicPartition("memo", 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      var records = new ArrayList<String>();
      consumer.poll(Duration.ofSeconds(20)).forEach(record -> records.add(record.value()));
      return String.join(",", records);
    }
  }

  private static String redis(String command) throws IOException {
    try (var socket = new Socket("127.0.0.1", stack.ports().of(Port.REDIS))) {
      var ask = "AUTH %s\r\n%s\r\nQUIT\r\n".formatted(stack.secret("redis"), command);
      socket.getOutputStream().write(ask.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  private static Connection connect(String database, String role) throws SQLException {
    var url =
        "jdbc:postgresql://127.0.0.1:%d/%s".formatted(stack.ports().of(Port.POSTGRES), database);
    return DriverManager.getConnection(url, role, stack.secret(role));
  }

  private static Driver neo4j() {
    return GraphDatabase.driver(
        "bolt://127.0.0.1:" + stack.ports().of(Port.NEO4J),
        AuthTokens.basic("neo4j", stack.secret("neo4j")));
  }

  private static String kafka() {
    return "127.0.0.1:" + stack.ports().of(Port.KAFKA);
  }

  private static void isDead(String name) {
    assertThat(statusOf(name).state()).as(name).isEqualTo(ProcessStatus.State.DIED);
  }

  private static ProcessStatus statusOf(String name) {
    return stack.status().stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
