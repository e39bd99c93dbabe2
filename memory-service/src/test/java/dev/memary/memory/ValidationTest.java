package dev.memary.memory;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.junit.QuarkusTest;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A wrong request is answered with the field at fault, and changes nothing. */
@QuarkusTest
class ValidationTest extends MemoryServiceTest {
  private static final String EM_SPACE = "\\u2003";

  static Stream<Arguments> wrongMemories() {
    return Stream.of(
        wrong("user_id", "{\"text\": \"x\"}"),
        wrong("user_id", memory("\"agent_id\": \"b\", \"text\": \"x\"")),
        wrong("user_id", "{\"user_id\": \"a b\", \"text\": \"x\"}"),
        wrong("user_id", "{\"user_id\": \"\", \"text\": \"x\"}"),
        wrong("user_id", "{\"user_id\": 7, \"text\": \"x\"}"),
        wrong("agent_id", "{\"agent_id\": \"%s\", \"text\": \"x\"}".formatted("a".repeat(201))),
        wrong("team_id", "{\"team_id\": true, \"text\": \"x\"}"),
        wrong("messages", memory("\"infer\": true")),
        wrong("messages", memory("\"text\": \"x\", \"messages\": [" + message("") + "]")),
        wrong("messages", memory("\"messages\": []")),
        wrong("messages", memory("\"messages\": \"hello\"")),
        wrong(
            "messages",
            memory("\"messages\": [" + (message("") + ",").repeat(500) + message("") + "]")),
        wrong("messages[0]", memory("\"messages\": [null]")),
        wrong("messages[0].role", memory("\"messages\": [{\"content\": \"x\"}]")),
        wrong("messages[0].role", message("robot", "\"x\"")),
        wrong("messages[0].content", memory("\"messages\": [{\"role\": \"user\"}]")),
        wrong("messages[0].content", message("user", "\"  \"")),
        wrong("messages[0].content", message("user", "\"" + EM_SPACE + "\"")),
        wrong("messages[0].content", message("user", "\"\\u0000\"")),
        wrong("messages[0].content", message("user", "5")),
        wrong("messages[0].content", message("user", "{\"a\": 1}")),
        wrong("messages[0].content", message("user", "\"" + "a".repeat(32_001) + "\"")),
        wrong("messages[0].name", messageWith("\"name\": \"\"")),
        wrong("messages[0].name", messageWith("\"name\": \"a\\u0000b\"")),
        wrong("messages[0].external_id", messageWith("\"external_id\": 12")),
        wrong("messages[0].external_id", messageWith("\"external_id\": \"\\u0000\"")),
        wrong("messages[0].occurred_at", messageWith("\"occurred_at\": \"yesterday\"")),
        wrong("messages[0].metadata", messageWith("\"metadata\": [1]")),
        wrong(
            "messages[0].metadata",
            messageWith("\"metadata\": {\"a\": \"%s\"}".formatted("b".repeat(17_000)))),
        wrong("messages[0].metadata", messageWith("\"metadata\": {\"a\": \"\\u0000\"}")),
        wrong("messages[0].recalled_ids[0]", messageWith("\"recalled_ids\": [\"x\"]")),
        wrong("messages[0].recalled_ids[0]", messageWith("\"recalled_ids\": [null]")),
        wrong("text", memory("\"text\": \"\"")),
        wrong("text", memory("\"text\": \"   \"")),
        wrong("text", memory("\"text\": 1")),
        wrong("text", memory("\"text\": \"" + "a".repeat(32_001) + "\"")),
        wrong("session_id", memory("\"text\": \"x\", \"session_id\": \"\"")),
        wrong("session_id", memory("\"text\": \"x\", \"session_id\": 1")),
        wrong("session_id", memory("\"text\": \"x\", \"session_id\": \"\\u0000\"")),
        wrong(
            "session_id",
            memory("\"text\": \"x\", \"session_id\": \"%s\"".formatted("a".repeat(201)))),
        wrong("occurred_at", memory("\"text\": \"x\", \"occurred_at\": \"2026-05-08\"")),
        wrong(
            "occurred_at",
            memory("\"text\": \"x\", \"occurred_at\": \"+1000000000-12-31T00:00:00Z\"")),
        wrong("infer", memory("\"text\": \"x\", \"infer\": \"yes\"")),
        wrong("metadata", memory("\"text\": \"x\", \"metadata\": \"m\"")),
        wrong("body", "{\"user_id\": \"alice\", "),
        wrong("body", "[]"));
  }

  static Stream<Arguments> wrongSearches() {
    return Stream.of(
        wrong("user_id", "{\"query\": \"x\"}"),
        wrong("query", "{\"user_id\": \"alice\"}"),
        wrong("query", "{\"user_id\": \"alice\", \"query\": \" \"}"),
        wrong("query", "{\"user_id\": \"alice\", \"query\": 1}"),
        wrong("query", "{\"user_id\": \"alice\", \"query\": \"%s\"}".formatted("a".repeat(4001))),
        wrong("top_k", search("\"top_k\": 0")),
        wrong("top_k", search("\"top_k\": 101")),
        wrong("top_k", search("\"top_k\": \"5\"")),
        wrong("top_k", search("\"top_k\": 1.5")),
        wrong("include[0]", search("\"include\": [\"dreams\"]")),
        wrong("spaces[0]", search("\"spaces\": [\"alice\"]")),
        wrong("spaces[0]", search("\"spaces\": [null]")),
        wrong("filters.roles[0]", search("\"filters\": {\"roles\": [\"robot\"]}")),
        wrong("filters.session_id", search("\"filters\": {\"session_id\": \"\"}")),
        wrong("filters.session_id", search("\"filters\": {\"session_id\": \"a\\u0000\"}")),
        wrong("filters.from", search("\"filters\": {\"from\": \"-1000000000-01-01T00:00:00Z\"}")),
        wrong("filters.from", search("\"filters\": {\"from\": \"May\"}")),
        wrong("as_of", search("\"as_of\": \"now\"")),
        wrong("exclude_ids[0]", search("\"exclude_ids\": [\"1\"]")),
        wrong("exclude_ids[0]", search("\"exclude_ids\": [null]")));
  }

  static Stream<Arguments> wrongContexts() {
    return Stream.of(
        wrong("query", "{\"user_id\": \"alice\"}"),
        wrong("user_id", "{\"query\": \"x\"}"),
        wrong("token_budget", search("\"token_budget\": 199")),
        wrong("token_budget", search("\"token_budget\": 32001")),
        wrong("token_budget", search("\"token_budget\": \"many\"")),
        wrong("session_id", search("\"session_id\": \"\"")),
        wrong("session_id", search("\"session_id\": \"a\\u0000\"")),
        wrong("exclude_ids[0]", search("\"exclude_ids\": [null]")));
  }

  @ParameterizedTest
  @MethodSource
  void wrongMemories(String field, String body) {
    refused("/v1/memories", field, body);
    gateway().get("/v1/spaces/user:alice/status").then().body("episodes", equalTo(0));
  }

  @ParameterizedTest
  @MethodSource
  void wrongSearches(String field, String body) {
    refused("/v1/memories/search", field, body);
  }

  @ParameterizedTest
  @MethodSource
  void wrongContexts(String field, String body) {
    refused("/v1/context", field, body);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/memories", "/v1/memories/search", "/v1/context"})
  void noBody(String path) {
    gateway().post(path).then().statusCode(400).contentType("application/problem+json");
  }

  @ParameterizedTest
  @CsvSource({
    "stream?limit=0,limit",
    "stream?limit=501,limit",
    "stream?cursor=x,cursor",
    "stream?cursor=KzEwMDAwMDAwMDAtMTItMzFUMjM6NTk6NTlafDAxYTIwNjJlLThjMzQtN2I0MS04ZWRiLTc5ZTFkMmQyYjdjZXwwMWEyMDYyZS04YzM0LTdiNDEtOGVkYi03OWUxZDJkMmI3Y2U,cursor",
    "entities?top=0,top",
    "entities?top=501,top"
  })
  void wrongPages(String path, String field) {
    recorded("x");

    gateway()
        .get("/v1/spaces/user:alice/" + path)
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("errors.field", hasItem(field));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/memories/1", "/v1/events/x", "/v1/receipts/x"})
  void notAnId_notFound(String path) {
    gateway().get(path).then().statusCode(404).contentType("application/problem+json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a\\u0000b", "& | ! ( ) : * ' <->", "\\\" OR 1=1; --", "%_\\\\", "\\ud800"})
  void strangeQueries_answered(String query) {
    recorded("Nothing strange");
    graph.isDownFor(tenant);

    gateway()
        .body("{\"user_id\": \"alice\", \"query\": \"" + query + "\"}")
        .post("/v1/memories/search")
        .then()
        .statusCode(200);
  }

  private void refused(String path, String field, String body) {
    gateway()
        .body(body)
        .post(path)
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("type", equalTo("urn:memary:problem:invalid-request"))
        .body("status", equalTo(400))
        .body("errors.field", hasItem(field))
        .body("detail", not(containsString("dev.memary")));
  }

  private static Arguments wrong(String field, String body) {
    return Arguments.of(field, body);
  }

  private static String memory(String rest) {
    return "{\"user_id\": \"alice\", " + rest + "}";
  }

  private static String message(String rest) {
    return "{\"role\": \"user\", \"content\": \"x\"" + rest + "}";
  }

  private static String messageWith(String rest) {
    return memory("\"messages\": [" + message(", " + rest) + "]");
  }

  private static String message(String role, String content) {
    return memory("\"messages\": [{\"role\": \"%s\", \"content\": %s}]".formatted(role, content));
  }

  private static String search(String rest) {
    return "{\"user_id\": \"alice\", \"query\": \"x\", " + rest + "}";
  }
}
