package dev.memary.memory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.memary.contracts.events.Topics;
import dev.memary.kit.identity.Services;
import dev.memary.localstack.testing.TestEvents;
import dev.memary.localstack.testing.TestTokens;
import dev.memary.memory.corrections.Correction.Renaming;
import dev.memary.memory.portability.ArchiveStore;
import dev.memary.memory.portability.Imports;
import dev.memary.memory.portability.ObjectFolder;
import dev.memary.memory.portability.ObjectKey;
import dev.memary.memory.portability.ObjectStore;
import dev.memary.memory.portability.Part;
import dev.memary.memory.portability.Transfer;
import dev.memary.memory.portability.TransferStore;
import dev.memary.memory.spaces.SpaceName;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A space as a file, out and in. */
@QuarkusTest
class PortabilityTest extends MemoryServiceTest {
  private static final String JSON_LINES = "application/x-ndjson";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String elsewhere = "else-" + tenant;

  @Inject ArchiveStore archive;
  @Inject TransferStore transfers;
  @Inject Imports imports;
  @Inject ObjectStore objects;
  @Inject AgroalDataSource app;

  @Test
  void exported_andImportedElsewhere_isTheSame_andAgainAddsNothing() throws IOException {
    UUID first = recorded("Bob has a dog");
    UUID second = answered("Noted", first);
    understood(first);
    correct(
        Map.of("kind", "split", "name", "Bob", "into", "Bob Miller", "memory_ids", List.of(first)));
    String file = exported();

    try (var events = TestEvents.on(Topics.EPISODE_RECORDED)) {
      Response done = imported(elsewhere, "user:bob", file);

      done.then()
          .body("format", equalTo("memary"))
          .body("parts", equalTo(4))
          .body("read", equalTo(4))
          .body("added", equalTo(2))
          .body("known", equalTo(0));
      events.await(spaceId(elsewhere, "user:bob").toString(), 2);
    }

    Response memories = elsewhere().get("/v1/memories?user_id=bob");
    memories
        .then()
        .body("memories.text", contains("Noted", "Bob has a dog"))
        .body("memories.sequence", contains(2, 1))
        .body("memories.external_id", contains(null, "D1"))
        .body("memories[1].metadata.channel", equalTo("mail"));
    String copyOfFirst = memories.path("memories[1].id");
    assertThat(copyOfFirst).isNotEqualTo(first.toString());
    assertThat(List.of(copyOfFirst, memories.<String>path("memories[0].id"))).isSorted();
    fetched(copyOfFirst)
        .then()
        .body("episodes[0].extraction.extractor", equalTo("test-1"))
        .body("episodes[0].extraction.body.entities[0].name", equalTo("Bob"));
    fetched(memories.path("memories[0].id"))
        .then()
        .body("episodes[0].recalled_ids", contains(copyOfFirst));
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() ->
            assertThat(graph.corrections(spaceId(elsewhere, "user:bob")))
                .containsExactly(
                    new Renaming("Bob", "Bob Miller", List.of(UUID.fromString(copyOfFirst)))));

    imported(elsewhere, "user:bob", file)
        .then()
        .body("added", equalTo(0))
        .body("known", equalTo(2));
    imported(tenant, ALICE, file).then().body("added", equalTo(0)).body("known", equalTo(2));
    elsewhere().get("/v1/spaces/user:bob/status").then().body("episodes", equalTo(2));
    elsewhere()
        .get("/v1/spaces/user:bob/corrections")
        .then()
        .body("corrections.size()", equalTo(1));
    assertThat(withoutIds(exported(elsewhere, "user:bob"))).isEqualTo(withoutIds(file));
    assertThat(second).isNotNull();
  }

  @Test
  void deletedAfterTheImport_doesNotComeBack() {
    recorded("Bob has a dog");
    String file = exported();
    imported(elsewhere, "user:bob", file);
    String id = elsewhere().get("/v1/memories?user_id=bob").path("memories[0].id");
    elsewhere().delete("/v1/memories/" + id).then().statusCode(202);

    imported(elsewhere, "user:bob", file)
        .then()
        .body("added", equalTo(0))
        .body("known", equalTo(1));

    elsewhere().delete("/v1/spaces/user:bob").then().statusCode(202);
    imported(elsewhere, "user:bob", file).then().body("added", equalTo(1));
  }

  @Test
  void wrongFile_changesNothing_andIsToldWhere() {
    recorded("Bob has a dog");
    recorded("Bob has a cat");
    String file = exported();
    String wrong = file.replace("\"text\":\"Bob has a cat\"", "\"text\":\"\"");
    String cutOff = file.substring(0, file.lastIndexOf("{\"kind\":\"footer"));

    importing(elsewhere, "user:bob", wrong)
        .then()
        .statusCode(400)
        .body("errors[0].field", equalTo("lines[4].text"));
    importing(elsewhere, "user:bob", cutOff)
        .then()
        .statusCode(400)
        .body("detail", containsString("cut off"));
    importing(elsewhere, "user:bob", "hello")
        .then()
        .statusCode(400)
        .body("errors[0].field", equalTo("format"));
    sending(elsewhere, file)
        .post("/v1/spaces/user:bob/import?format=mem1")
        .then()
        .statusCode(400)
        .body("errors[0].field", equalTo("format"));

    elsewhere().get("/v1/spaces/user:bob/status").then().body("episodes", equalTo(0));
  }

  @Test
  void fileWhoseSenderLeaves_changesNothing_andIsOver() throws IOException {
    InputStream leaving =
        new SequenceInputStream(
            new ByteArrayInputStream("{\"kind\":".getBytes(UTF_8)),
            new InputStream() {
              @Override
              public int read() throws IOException {
                throw new IOException("gone");
              }
            });

    assertThatThrownBy(
            () -> imports.begin(elsewhere, new SpaceName("user:bob"), null, leaving, null, "test"))
        .hasMessage("gone");

    assertThat(Sql.text(app, elsewhere, "SELECT state FROM transfer")).isEqualTo("failed");
    assertThat(objects.count(new ObjectFolder(elsewhere, spaceId(elsewhere, "user:bob")))).isZero();
  }

  @Test
  void interrupted_goesOnWhereItStopped() throws IOException {
    for (int i = 0; i < 5; i++) {
      recorded("Memory " + i);
    }
    Transfer begun = begun(exported());
    List<Part> parts = new ArrayList<>();
    imports.read(begun, parts::add);

    Transfer afterTwo =
        archive.add(begun, parts.subList(0, 3), Duration.ofSeconds(-1)).orElseThrow();
    assertThat(archive.add(begun, parts.subList(0, 3), Duration.ZERO)).isEmpty();

    assertThat(afterTwo.position()).isEqualTo(3);
    done(elsewhere, "imports", begun.id())
        .then()
        .body("read", equalTo(6))
        .body("added", equalTo(5));
    elsewhere().get("/v1/spaces/user:bob/status").then().body("episodes", equalTo(5));
  }

  @Test
  void export_needsNoBodyAndNoContentType() {
    recorded("Bob has a dog");
    String token =
        TestTokens.bearer(Services.GATEWAY, Services.MEMORY, tenant, List.of("*"), List.of("read"));

    RestAssured.given()
        .header("Authorization", token)
        .post("/v1/spaces/user:alice/export")
        .then()
        .statusCode(200)
        .contentType(JSON_LINES);
  }

  @Test
  void toStorage_liesThere_andCanBeImportedFromThere() {
    recorded("Bob has a dog");

    Response export = stored();

    String key = export.path("key");
    assertThat(key).startsWith(tenant + "/" + aliceSpaceId() + "/exports/");
    String content = gateway().get("/v1/exports/" + export.path("id") + "/content").asString();
    assertThat(withoutTime(content)).isEqualTo(withoutTime(exported()));
    assertThat(content).hasSize(export.<Integer>path("bytes"));
    Response begun =
        gateway().body(Map.of("from", "storage", "key", key)).post("/v1/spaces/user:copy/import");
    begun.then().statusCode(202);
    done(tenant, "imports", UUID.fromString(begun.path("id"))).then().body("added", equalTo(1));
    assertThat(objects.get(ObjectKey.parse(key).orElseThrow())).isPresent();
  }

  @Test
  void uploads_areForWhomEverySpaceIsGranted() throws IOException {
    recorded("Bob has a dog");
    byte[] file = exported().getBytes(UTF_8);
    ObjectKey key = new ObjectKey(tenant, null, "uploads/alice.jsonl");
    objects.put(key, out -> out.write(file));
    Map<String, String> from = Map.of("from", "storage", "key", key.path());

    gateway(tenant, List.of("user:*"), List.of("read", "write"))
        .body(from)
        .post("/v1/spaces/user:copy/import")
        .then()
        .statusCode(400)
        .body("errors[0].field", equalTo("key"));
    gateway().body(from).post("/v1/spaces/user:copy/import").then().statusCode(202);
  }

  @Test
  void withoutWhatItTakes_refused_andAnotherTenantSeesNothing() {
    recorded("Bob has a dog");
    Response export = stored();
    String key = export.path("key");
    String anImport = imported(tenant, ALICE, exported()).path("id");
    List<String> all = List.of("read", "write", "admin");
    Map<String, String> from = Map.of("from", "storage", "key", key);

    for (RequestSpecification stranger :
        List.of(
            gateway(elsewhere, List.of("*"), all),
            gateway(tenant, List.of("user:bob"), all),
            gateway(tenant, List.of("*"), List.of("write")))) {
      for (String path :
          List.of(
              "/v1/exports/" + export.path("id"),
              "/v1/exports/" + export.path("id") + "/content",
              "/v1/imports/" + anImport)) {
        given(stranger).get(path).then().statusCode(404);
      }
      given(stranger)
          .body(from)
          .post("/v1/spaces/user:bob/import")
          .then()
          .statusCode(400)
          .body("errors[0].field", equalTo("key"));
    }
    gateway(elsewhere, List.of("*"), all)
        .post("/v1/spaces/user:alice/export")
        .then()
        .statusCode(404);
    gateway(tenant, List.of("user:bob"), all)
        .post("/v1/spaces/user:alice/export")
        .then()
        .statusCode(403);
    gateway(tenant, List.of("*"), List.of("read"))
        .body(from)
        .post("/v1/spaces/user:alice/import")
        .then()
        .statusCode(403);
    as(Services.KG).post("/v1/spaces/user:alice/export").then().statusCode(403);
    gateway().get("/v1/imports/" + export.path("id")).then().statusCode(404);
    for (String forged :
        List.of("", "../../etc/passwd", tenant + "/../" + elsewhere, key + "/", "x/" + key)) {
      gateway()
          .body(Map.of("from", "storage", "key", forged))
          .post("/v1/spaces/user:alice/import")
          .then()
          .statusCode(400);
    }
    gateway()
        .body(Map.of("from", "elsewhere", "key", key))
        .post("/v1/spaces/user:alice/import")
        .then()
        .statusCode(400)
        .body("errors[0].field", equalTo("from"));
    gateway()
        .body(Map.of("to", "disk"))
        .post("/v1/spaces/user:alice/export")
        .then()
        .statusCode(400)
        .body("errors[0].field", equalTo("to"));
  }

  @Test
  void forgotten_itsExportsAreGone_andTheReceiptSaysSo() {
    recorded("Bob has a dog");
    UUID space = aliceSpaceId();
    Response export = stored();

    Response receipt = gateway().delete("/v1/spaces/user:alice");

    receipt
        .then()
        .statusCode(202)
        .body("parts.store", contains("postgresql", "neo4j", "object_storage"))
        .body("parts[0].removed.transfer", equalTo(1))
        .body("parts[2].removed.object", equalTo(1))
        .body("parts[2].left.object", equalTo(0));
    gateway().get("/v1/exports/" + export.path("id")).then().statusCode(404);
    assertThat(objects.count(new ObjectFolder(tenant, space))).isZero();
    assertThat(transfers.find(tenant, UUID.fromString(export.path("id")))).isEmpty();
  }

  @Test
  void oneMemoryForgotten_noExportHoldsItAnyMore() {
    UUID id = recorded("Bob has a dog");
    gateway().delete("/v1/memories/" + recorded("x")).then().body("parts.size()", equalTo(2));
    Response export = stored();

    Response receipt = gateway().delete("/v1/memories/" + id);

    receipt
        .then()
        .body("parts[2].store", equalTo("object_storage"))
        .body("parts[2].removed.object", equalTo(1));

    gateway().get("/v1/exports/" + export.path("id")).then().body("status", equalTo("removed"));
    gateway().get("/v1/exports/" + export.path("id") + "/content").then().statusCode(404);
    Response later = stored();
    gateway()
        .post("/v1/receipts/" + receipt.path("receipt_id") + "/verification")
        .then()
        .body("parts[2].left.object", equalTo(0));
    gateway().get("/v1/exports/" + later.path("id") + "/content").then().statusCode(200);
  }

  @Test
  void fileLargerThanOtherBodies_isTaken_andOthersAreNot() throws IOException {
    String air = " ".repeat(6 << 20);
    String mem0 =
        "[{\"id\":\"1\",\"memory\":\"one\"},%1$s{\"id\":\"2\",\"memory\":\"two\"}%1$s]"
            .formatted(air);

    imported(elsewhere, "user:big", mem0)
        .then()
        .body("format", equalTo("mem0"))
        .body("added", equalTo(2));
    assertThat(announced(11 << 20, "/v1/memories"))
        .startsWith("HTTP/1.1 413 ")
        .contains("application/problem+json", "urn:memary:problem:http-413");
    assertThat(announced(2L << 30, "/v1/spaces/user:big/import")).startsWith("HTTP/1.1 413 ");
  }

  @Test
  void pythonStream_isCountedAsItSays() {
    String stream =
        """
        [{"entity": "Paris", "date": "2024-05-05T17:26:24"}, {"entity": "Paris", "date": "2024-05-06T17:26:24"}]
        """;

    imported(elsewhere, "user:old", stream)
        .then()
        .body("format", equalTo("memary-python"))
        .body("added", equalTo(2));

    Response memories = elsewhere().get("/v1/memories?user_id=old");
    memories.then().body("memories.text", contains("Paris", "Paris"));
    fetched(memories.path("memories[0].id"))
        .then()
        .body("episodes[0].extraction.extractor", startsWith("memary-python-stream"))
        .body("episodes[0].extraction.body.entities[0].mentions", equalTo(1));
  }

  @Test
  void importAmongOthers_takesTheNextNumbersOfASession() {
    recorded("mine");
    String file = exported();
    sendTo(elsewhere, "bob", "theirs");

    imported(elsewhere, "user:bob", file);

    elsewhere()
        .get("/v1/memories?user_id=bob")
        .then()
        .body("memories.sequence.sort()", contains(1, 2));
  }

  // ---- what tests do

  private void sendTo(String tenantId, String user, String text) {
    gateway(tenantId, List.of("*"), List.of("write"))
        .body(
            Map.of(
                "user_id",
                user,
                "session_id",
                "s",
                "messages",
                List.of(Map.of("role", "user", "content", text))))
        .post("/v1/memories")
        .then()
        .statusCode(202);
  }

  private UUID answered(String text, UUID recalled) {
    return firstMemory(
        gateway()
            .body(
                Map.of(
                    "user_id",
                    "alice",
                    "session_id",
                    "s",
                    "infer",
                    false,
                    "messages",
                    List.of(
                        Map.of(
                            "role",
                            "assistant",
                            "content",
                            text,
                            "recalled_ids",
                            List.of(recalled)))))
            .post("/v1/memories"));
  }

  @Override
  protected UUID recorded(String text) {
    return firstMemory(
        gateway()
            .body(
                Map.of(
                    "user_id",
                    "alice",
                    "session_id",
                    "s",
                    "messages",
                    List.of(
                        Map.of(
                            "role",
                            "user",
                            "content",
                            text,
                            "external_id",
                            text.equals("Bob has a dog") ? "D1" : text,
                            "metadata",
                            Map.of("channel", "mail")))))
            .post("/v1/memories"));
  }

  private void understood(UUID id) {
    as(Services.WORKER)
        .body(
            Map.of(
                "extractions",
                List.of(
                    Map.of(
                        "space_id",
                        aliceSpaceId(),
                        "episode_id",
                        id,
                        "generation",
                        1,
                        "extractor",
                        "test-1",
                        "body",
                        Map.of(
                            "entities",
                            List.of(
                                Map.of(
                                    "name",
                                    "Bob",
                                    "type",
                                    "person",
                                    "aliases",
                                    List.of(),
                                    "mentions",
                                    1)),
                            "facts",
                            List.of())))))
        .post("/internal/extractions")
        .then()
        .statusCode(200);
  }

  private void correct(Map<String, Object> correction) {
    gateway()
        .body(correction)
        .post("/v1/spaces/user:alice/corrections")
        .then()
        .statusCode(202)
        .body("revoked_at", nullValue());
  }

  private Response fetched(String id) {
    return with(TestTokens.bearer(Services.WORKER, Services.MEMORY, elsewhere))
        .body(Map.of("ids", List.of(id), "with_extractions", true))
        .post("/internal/episodes/fetch");
  }

  private Transfer begun(String file) throws IOException {
    return imports.begin(
        elsewhere,
        new SpaceName("user:bob"),
        null,
        new ByteArrayInputStream(file.getBytes(UTF_8)),
        null,
        "test");
  }

  private String exported() {
    return exported(tenant, ALICE);
  }

  private static String exported(String tenantId, String space) {
    Response export =
        gateway(tenantId, List.of("*"), List.of("read")).post("/v1/spaces/" + space + "/export");
    export.then().statusCode(200).contentType(JSON_LINES);
    return export.asString();
  }

  private Response stored() {
    Response begun = gateway().body(Map.of("to", "storage")).post("/v1/spaces/user:alice/export");
    begun.then().statusCode(202).body("status", equalTo("running")).body("key", nullValue());
    return done(tenant, "exports", UUID.fromString(begun.path("id")));
  }

  private Response imported(String tenantId, String space, String file) {
    Response begun = importing(tenantId, space, file);
    begun.then().statusCode(202);
    return done(tenantId, "imports", UUID.fromString(begun.path("id")));
  }

  private Response done(String tenantId, String what, UUID id) {
    RequestSpecification reader = gateway(tenantId, List.of("*"), List.of("read"));
    return await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> given(reader).get("/v1/" + what + "/" + id),
            answer -> "done".equals(answer.path("status")));
  }

  private static Response importing(String tenantId, String space, String file) {
    return sending(tenantId, file).post("/v1/spaces/" + space + "/import");
  }

  private static RequestSpecification sending(String tenantId, String file) {
    return gateway(tenantId, List.of("*"), List.of("write"))
        .config(
            RestAssured.config()
                .encoderConfig(
                    EncoderConfig.encoderConfig()
                        .encodeContentTypeAs(JSON_LINES, ContentType.TEXT)
                        .appendDefaultContentCharsetToContentTypeIfUndefined(false)))
        .contentType(JSON_LINES)
        .body(file.getBytes(UTF_8));
  }

  private RequestSpecification elsewhere() {
    return gateway(elsewhere, List.of("*"), List.of("read", "write"));
  }

  private static RequestSpecification given(RequestSpecification request) {
    return RestAssured.given().spec(request);
  }

  /** What is answered to a request of that size before any of its body is sent. */
  private static String announced(long bytes, String path) throws IOException {
    try (Socket socket = new Socket("localhost", RestAssured.port)) {
      String head =
          "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
              .formatted(path, bytes);
      socket.getOutputStream().write(head.getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  private static String withoutTime(String file) {
    return file.replaceFirst("\"exported_at\":\"[^\"]*\"", "");
  }

  /** Lines without what another space has of its own. */
  private static List<JsonNode> withoutIds(String file) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : file.lines().toList()) {
      var node = (ObjectNode) JSON.readTree(line);
      node.remove(List.of("id", "space", "exported_at", "memory_ids", "recalled_ids"));
      lines.add(node);
    }
    return lines;
  }
}
