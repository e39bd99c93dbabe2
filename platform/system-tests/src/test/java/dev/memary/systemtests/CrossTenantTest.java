package dev.memary.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.memary.localstack.Port;
import dev.memary.localstack.Service;
import dev.memary.systemtests.PublicRoutes.PublicRoute;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * An attacker with keys of a tenant of its own, and one that has got at the network behind the
 * door, tries whatever comes to mind against a victim. Nothing of the victim's comes out, nothing
 * of it changes, and nothing breaks.
 */
class CrossTenantTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int AT_ONCE = 12;
  private static final int FEWEST_ATTEMPTS = 2_000;

  /** Stands in everything of the victim's, and in no request of the attacker's. */
  private static final String MARKER = "quixoticmarzipan" + UUID.randomUUID().toString().charAt(0);

  private static final Pattern INSIDES =
      Pattern.compile(
          "\\n\\s*at [\\w.$]+\\(|java\\.(lang|util|sql)\\.|org\\.postgresql|Neo4jException|SQLSTATE|jdbi|"
              + "Exception in|row-level security|memory_app|gateway_app");

  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  private final String victimTenant = "victim-" + UUID.randomUUID();
  private final String attackerTenant = "attacker-" + UUID.randomUUID();
  private final MemaryClient victim = client(victimTenant);
  private final List<MemaryClient> attackers = attackers();
  private final String user = MemaryClient.newUser();
  private final List<String> victimIds = new ArrayList<>();
  private final Map<String, Integer> counts = new TreeMap<>();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final List<Attack> attacks = new ArrayList<>();

  private String memory;
  private String event;
  private String receipt;
  private String victimKey;
  private String export;
  private String exportKey;
  private String importOf;
  private String webhook;
  private String spaceId;
  private String sessionId;

  @Test
  void nothingOfTheVictims_isShownOrChanged_andNothingBreaks() throws Exception {
    fillVictim();
    List<String> before = snapshot();

    String gateway = attackers.getFirst().key();
    idsOfTheVictims();
    namesOfTheVictims();
    forgedHeaders();
    textsInEveryField();
    brokenBodies();
    forgedCredentials();
    tokensOfTheAttackersTenant();
    managementPorts();
    long started = System.nanoTime();
    run();
    long seconds = Duration.ofNanos(System.nanoTime() - started).toSeconds();

    assertThat(failures).as("answers that are not as they should be").isEmpty();
    assertThat(snapshot()).isEqualTo(before);
    assertThat(
            send(Attack.of("", RunningPlatform.gateway(), "GET", "/v1/models", null).as(gateway))
                .statusCode())
        .isEqualTo(200);
    int all = counts.values().stream().mapToInt(Integer::intValue).sum();
    counts.forEach((kind, count) -> System.out.printf("%6d  %s%n", count, kind));
    System.out.printf("%6d  attempts in %d s%n", all, seconds);
    assertThat(all).isGreaterThanOrEqualTo(FEWEST_ATTEMPTS);
  }

  // ---- the victim

  private void fillVictim() throws Exception {
    MemaryClient.Answer first =
        victim.post(
            "/v1/memories",
            Map.of(
                "user_id",
                user,
                "session_id",
                "s1",
                "messages",
                List.of(
                    Map.of(
                        "role", "user",
                        "name", "Alice",
                        "content", "My secret garden in Porto is called " + MARKER + ".",
                        "external_id", "D1:1",
                        "metadata", Map.of("note", MARKER)),
                    Map.of(
                        "role", "user",
                        "name", "Alice",
                        "content", "Emma works at " + MARKER + " Corp in Bremen."))));
    MemaryClient.Answer gone = victim.remember(user, "s1", "This " + MARKER + " is forgotten.");
    victim.awaitUnderstood(user, 3);
    victim.send(
        "PUT", "/v1/spaces/user:" + user + "/persona", "{\"text\":\"Lives in " + MARKER + ".\"}");
    memory = first.body().get("memory_ids").get(0).asText();
    event = first.body().get("event_id").asText();
    receipt =
        victim
            .delete("/v1/memories/" + gone.body().get("memory_ids").get(0).asText())
            .body()
            .get("receipt_id")
            .asText();
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() ->
            victim.get("/v1/receipts/" + receipt).body().get("status").asText().equals("complete"));
    victimKey = victim.get("/v1/admin/keys").body().get("keys").get(0).get("id").asText();
    readInnerIds();
    fillPortability();
    victimIds.addAll(
        List.of(memory, event, receipt, victimKey, spaceId, sessionId, export, importOf, webhook));
    await().until(() -> victim.get("/v1/admin/audit").body().get("entries").size() == 7);
  }

  /** Files of the victim's in object storage, and an address that is told of nothing here. */
  private void fillPortability() {
    export =
        victim
            .post("/v1/spaces/user:" + user + "/export", Map.of("to", "storage"))
            .body()
            .get("id")
            .asText();
    JsonNode done =
        await()
            .atMost(Duration.ofMinutes(1))
            .until(
                () -> victim.get("/v1/exports/" + export).body(),
                state -> state.get("status").asText().equals("done"));
    exportKey = done.get("key").asText();
    importOf =
        victim
            .post(
                "/v1/spaces/user:" + user + "/import", Map.of("from", "storage", "key", exportKey))
            .body()
            .get("id")
            .asText();
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() ->
            victim.get("/v1/imports/" + importOf).body().get("status").asText().equals("done"));
    MemaryClient.Answer made =
        victim.post(
            "/v1/admin/webhooks",
            Map.of("url", "https://1.1.1.1/" + MARKER, "events", List.of("failed")));
    assertThat(made.status()).as(made.body().toString()).isEqualTo(201);
    webhook = made.body().get("id").asText();
  }

  /** Ids that never leave the platform; a thief of a backup may know them. */
  private void readInnerIds() throws Exception {
    var stack = RunningPlatform.stack();
    String url = "jdbc:postgresql://127.0.0.1:%d/memory".formatted(stack.ports().of(Port.POSTGRES));
    try (var connection =
            DriverManager.getConnection(url, "memory_app", stack.secret("memory_app"));
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("SELECT set_config('memary.tenant', '%s', true)".formatted(victimTenant));
      try (var rows = statement.executeQuery("SELECT space_id, session_id FROM session")) {
        assertThat(rows.next()).isTrue();
        spaceId = rows.getString(1);
        sessionId = rows.getString(2);
      }
    }
  }

  /** All that the victim can see, without scores. */
  private List<String> snapshot() {
    List<String> seen = new ArrayList<>();
    for (String path :
        List.of(
            "/v1/spaces/user:" + user + "/status",
            "/v1/spaces/user:" + user + "/stream?limit=500",
            "/v1/spaces/user:" + user + "/entities?top=500",
            "/v1/spaces/user:" + user + "/graph?entity=Emma&depth=2",
            "/v1/memories?limit=500&user_id=" + user,
            "/v1/spaces/user:" + user + "/corrections",
            "/v1/spaces/user:" + user + "/timeline",
            "/v1/spaces/user:" + user + "/themes",
            "/v1/spaces/user:" + user + "/persona",
            "/v1/spaces/user:" + user + "/settings",
            "/v1/memories/" + memory,
            "/v1/memories/" + memory + "/history",
            "/v1/events/" + event,
            "/v1/receipts/" + receipt,
            "/v1/exports/" + export,
            "/v1/exports/" + export + "/content",
            "/v1/imports/" + importOf,
            "/v1/admin/webhooks",
            "/v1/admin/webhooks/" + webhook + "/deliveries",
            "/v1/admin/keys",
            "/v1/admin/audit")) {
      seen.add(path + " " + withoutScores(victim.get(path).body()));
    }
    for (String query : List.of("secret garden", "Where does Emma work?", MARKER)) {
      JsonNode found = everythingFoundFor(query);
      assertThat(found.toString()).contains(MARKER);
      seen.add(query + " " + withoutScores(found));
    }
    return seen;
  }

  /** A platform under load may answer without its graph, and says so: then once more. */
  private JsonNode everythingFoundFor(String query) {
    Map<String, Object> question =
        Map.of(
            "user_id", user, "query", query, "include", List.of("episodes", "facts", "entities"));
    return await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> victim.post("/v1/memories/search", question).body(),
            found -> !found.path("degraded").asBoolean(true));
  }

  private static String withoutScores(JsonNode body) {
    body.findParents("score").forEach(parent -> ((ObjectNode) parent).remove("score"));
    return body.toString();
  }

  // ---- the attacks

  private void idsOfTheVictims() {
    List<String> ids = new ArrayList<>();
    for (String id : victimIds) {
      ids.addAll(
          List.of(
              id,
              id.toUpperCase(),
              "%3C" + id + "%3E",
              "urn:uuid:" + id,
              id.replace("-", ""),
              id + "%00",
              id + "%20",
              id + ";x",
              id + "%2f..",
              "%7B" + id + "%7D",
              id + "?tenant=" + victimTenant,
              id + "?tenant_id=" + victimTenant + "&tenant=" + attackerTenant));
    }
    ids.addAll(Payloads.SEGMENTS);
    for (PublicRoute route : PublicRoutes.all()) {
      if (route.hasId()) {
        ids.forEach(id -> atTheDoor("ids of the victim's", route.method(), route.path(id), "{}"));
      }
    }
    for (String id : victimIds) {
      atTheDoor(
          "ids of the victim's",
          "POST",
          "/v1/memories/search",
          body("query", "garden", "exclude_ids", List.of(id)));
      atTheDoor(
          "ids of the victim's",
          "POST",
          "/v1/memories/search",
          "{\"query\":\"garden\",\"user_id\":\"%s\",\"filters\":{\"session_id\":\"%s\"}}"
              .formatted(user, id));
      atTheDoor(
          "ids of the victim's", "POST", "/v1/context", body("query", "garden", "session_id", id));
      atTheDoor(
          "ids of the victim's",
          "POST",
          "/v1/memories",
          "{\"user_id\":\"x\",\"infer\":false,\"messages\":[{\"role\":\"assistant\",\"content\":\"hello\",\"external_id\":\"D1:1\",\"recalled_ids\":[\"%s\"]}]}"
              .formatted(id));
      atTheDoor(
          "ids of the victim's",
          "POST",
          "/v1/memories/search",
          "{\"query\":\"garden\",\"spaces\":[\"%s\"]}".formatted(id));
      for (String key :
          List.of(exportKey, exportKey.replace(export, id), attackerTenant + "/../" + exportKey)) {
        atTheDoor(
            "ids of the victim's",
            "POST",
            "/v1/spaces/user:alice/import",
            "{\"from\":\"storage\",\"key\":\"%s\"}".formatted(key));
      }
      atTheDoor("ids of the victim's", "PATCH", "/v1/memories/" + id, body("text", "mine now"));
      atTheDoor(
          "ids of the victim's", "POST", "/v1/memories/" + id + "/share", body("to", "user:alice"));
      atTheDoor("ids of the victim's", "GET", "/v1/admin/audit?key_id=" + id, null);
      atTheDoor("ids of the victim's", "GET", "/v1/spaces/" + id + "/stream", null);
    }
  }

  private void namesOfTheVictims() {
    List<String> names = new ArrayList<>();
    String name = "user:" + user;
    names.addAll(
        List.of(
            name,
            "user%3A" + user,
            "user%3a" + user,
            "USER:" + user,
            "user:" + user.toUpperCase(),
            name + "%20",
            name + "%00",
            name + "%2f..%2f" + name,
            name + ";tenant=" + victimTenant,
            name + "?tenant=" + victimTenant,
            "user:" + user.replace("u", "%D5%BD"),
            "user%EF%BC%9A" + user,
            "%75ser:" + user,
            victimTenant + ":" + name,
            victimTenant + "%2f" + name,
            "..%2f" + victimTenant + "%2f" + name));
    names.addAll(Payloads.SEGMENTS);
    names.addAll(Payloads.SEGMENTS.stream().map(segment -> "user:" + segment).toList());
    for (PublicRoute route : PublicRoutes.all()) {
      if (route.hasSpace()) {
        names.forEach(n -> atTheDoor("names of the victim's", route.method(), route.path(n), null));
      }
    }
    for (String query : List.of("secret garden", "Porto", "Emma", "*", "Where does Emma work?")) {
      for (String field : List.of("user_id", "agent_id", "team_id")) {
        atTheDoor(
            "names of the victim's",
            "POST",
            "/v1/memories/search",
            "{\"query\":\"%s\",\"%s\":\"%s\",\"top_k\":100,\"explain\":true,\"include\":[\"episodes\",\"facts\",\"entities\"]}"
                .formatted(query, field, user));
        atTheDoor(
            "names of the victim's",
            "POST",
            "/v1/context",
            "{\"query\":\"%s\",\"%s\":\"%s\",\"session_id\":\"s1\",\"token_budget\":32000}"
                .formatted(query, field, user));
      }
    }
    for (String route :
        List.of(
            "GET /v1/admin/keys",
            "GET /v1/admin/audit",
            "GET /v1/admin/dead-letters",
            "GET /v1/admin/rebuilds",
            "DELETE /v1/admin/keys/" + victimKey,
            "POST /v1/admin/keys/" + victimKey + "/rotate")) {
      String[] operation = route.split(" ");
      for (String tenant : List.of(victimTenant, "%20" + victimTenant, "local", "*", "%27", "")) {
        atTheDoor(
            "names of the victim's",
            operation[0],
            operation[1] + "?tenant=" + tenant,
            "{\"grace_seconds\":0}");
      }
    }
    for (String permissions : List.of("[\"read\"]", "[\"platform\"]", "[\"READ\",\"PLATFORM\"]")) {
      for (String tenant : List.of(victimTenant, "local", attackerTenant)) {
        Attack attack =
            door(
                "names of the victim's",
                "POST",
                "/v1/admin/keys",
                "{\"name\":\"n\",\"tenant\":\"%s\",\"spaces\":[\"*\"],\"permissions\":%s}"
                    .formatted(tenant, permissions));
        attacks.add(
            tenant.equals(attackerTenant) && permissions.contains("\"read\"")
                ? attack
                : attack.mustBeLockedOut());
      }
    }
  }

  private void forgedHeaders() {
    List<String[]> headers =
        List.of(
            new String[] {"X-Tenant", victimTenant},
            new String[] {"X-Tenant-Id", victimTenant, "Tenant", victimTenant},
            new String[] {"X-Memary-Tenant", victimTenant},
            new String[] {"X-Memary-Space", "user:" + user, "X-Memary-Session", "s1"},
            new String[] {"X-Memary-Space-Id", spaceId, "X-Memary-Session-Id", sessionId},
            new String[] {"X-Memary-Space", "user:*", "X-Memary-Capture", "off"},
            new String[] {"X-Forwarded-For", "127.0.0.1", "X-Real-IP", "127.0.0.1"},
            new String[] {"X-Forwarded-Host", "memory-service", "X-Forwarded-Proto", "https"},
            new String[] {"X-Forwarded-Prefix", "/internal", "Forwarded", "for=127.0.0.1;host=x"},
            new String[] {"X-Forwarded-User", "admin", "X-Remote-User", "admin"},
            new String[] {"X-HTTP-Method-Override", "DELETE", "X-HTTP-Method", "DELETE"},
            new String[] {
              "X-Original-URL",
              "/internal/episodes/fetch",
              "X-Rewrite-URL",
              "/internal/episodes/fetch"
            },
            new String[] {"X-Original-Method", "DELETE", "X-Method-Override", "DELETE"},
            new String[] {"X-Memary-Authorization", "Bearer x", "Proxy-Authorization", "Bearer x"},
            new String[] {"Cookie", "tenant=" + victimTenant + "; session=admin"},
            new String[] {
              "traceparent",
              "00-" + "f".repeat(32) + "-" + "f".repeat(16) + "-ff",
              "tracestate",
              "tenant=" + victimTenant
            },
            new String[] {"baggage", "tenant=" + victimTenant, "b3", "0"},
            new String[] {"Idempotency-Key", "' OR '1'='1", "If-None-Match", "*"},
            new String[] {"Content-Type", "application/xml", "Accept", "application/xml"},
            new String[] {"Content-Type", "application/json; charset=utf-16", "Accept", "*/*"},
            new String[] {"Accept", "text/html", "Accept-Encoding", "gzip, br"},
            new String[] {"Range", "bytes=0-", "TE", "trailers"});
    for (PublicRoute route : PublicRoutes.all()) {
      String path = route.hasSpace() ? route.path("user:" + user) : route.path(memory);
      for (String[] forged : headers) {
        attacks.add(door("forged headers", route.method(), path, bodyFor(path)).with(forged));
      }
    }
  }

  private void textsInEveryField() {
    List<String> templates =
        List.of(
            "POST /v1/memories/search {\"user_id\":\"alice\",\"query\":\"%s\"}",
            "POST /v1/memories/search {\"user_id\":\"alice\",\"query\":\"%s\",\"include\":[\"facts\",\"entities\",\"episodes\"],\"explain\":true}",
            "POST /v1/memories/search {\"user_id\":\"%s\",\"query\":\"garden\"}",
            "POST /v1/memories/search {\"agent_id\":\"%s\",\"query\":\"garden\"}",
            "POST /v1/memories/search {\"spaces\":[\"user:alice\",\"%s\"],\"query\":\"garden\"}",
            "POST /v1/memories/search {\"user_id\":\"alice\",\"query\":\"garden\",\"filters\":{\"session_id\":\"%s\"}}",
            "POST /v1/memories/search {\"user_id\":\"alice\",\"query\":\"garden\",\"filters\":{\"roles\":[\"%s\"]}}",
            "POST /v1/memories/search {\"user_id\":\"alice\",\"query\":\"garden\",\"filters\":{\"entity\":\"%s\"}}",
            "POST /v1/memories/search {\"user_id\":\"alice\",\"query\":\"garden\",\"filters\":{\"predicates\":[\"%s\"]}}",
            "POST /v1/memories/search {\"user_id\":\"alice\",\"query\":\"garden\",\"filters\":{\"metadata\":{\"garden\":\"%s\"}}}",
            "POST /v1/memories/search {\"user_id\":\"alice\",\"query\":\"garden\",\"filters\":{\"metadata\":{\"%s\":1}}}",
            "POST /v1/memories/search {\"user_id\":\"alice\",\"query\":\"garden\",\"filters\":{\"from\":\"%s\"}}",
            "POST /v1/memories/search {\"user_id\":\"alice\",\"query\":\"garden\",\"as_of\":\"%s\"}",
            "POST /v1/memories/search {\"user_id\":\"alice\",\"query\":\"garden\",\"include\":[\"%s\"]}",
            "POST /v1/memories/search {\"user_id\":\"alice\",\"query\":\"garden\",\"exclude_ids\":[\"%s\"]}",
            "POST /v1/memories/search {\"user_id\":\"alice\",\"query\":\"garden\",\"recipe\":\"%s\"}",
            "POST /v1/context {\"user_id\":\"alice\",\"query\":\"%s\"}",
            "POST /v1/context {\"user_id\":\"alice\",\"query\":\"garden\",\"session_id\":\"%s\"}",
            "POST /v1/context {\"team_id\":\"%s\",\"query\":\"garden\"}",
            "PUT /v1/spaces/user:alice/persona {\"text\":\"%s\"}",
            "PUT /v1/spaces/user:alice/settings {\"retention_days\":\"%s\"}",
            "POST /v1/memories {\"user_id\":\"alice\",\"infer\":false,\"text\":\"x\",\"expires_at\":\"%s\"}",
            "POST /v1/memories {\"user_id\":\"alice\",\"infer\":false,\"text\":\"%s\"}",
            "POST /v1/memories {\"user_id\":\"%s\",\"infer\":false,\"text\":\"x\"}",
            "POST /v1/memories {\"user_id\":\"alice\",\"infer\":false,\"text\":\"x\",\"session_id\":\"%s\"}",
            "POST /v1/memories {\"user_id\":\"alice\",\"infer\":false,\"text\":\"x\",\"metadata\":{\"k\":\"%1$s\",\"%1$s\":1}}",
            "POST /v1/memories {\"user_id\":\"alice\",\"infer\":false,\"text\":\"x\",\"occurred_at\":\"%s\"}",
            "POST /v1/memories {\"user_id\":\"alice\",\"infer\":false,\"messages\":[{\"role\":\"user\",\"content\":\"x\",\"name\":\"%s\"}]}",
            "POST /v1/memories {\"user_id\":\"alice\",\"infer\":false,\"messages\":[{\"role\":\"user\",\"content\":\"x\",\"external_id\":\"%s\"}]}",
            "POST /v1/memories {\"user_id\":\"alice\",\"infer\":false,\"messages\":[{\"role\":\"%s\",\"content\":\"x\"}]}",
            "POST /v1/memories {\"user_id\":\"alice\",\"infer\":false,\"messages\":[{\"role\":\"assistant\",\"content\":\"x\",\"recalled_ids\":[\"%s\"]}]}",
            "POST /v1/spaces/user:alice/import {\"from\":\"storage\",\"key\":\"%s\"}",
            "POST /v1/spaces/user:alice/import?format=mem0 {\"from\":\"%s\",\"key\":\"x\"}",
            "POST /v1/spaces/user:alice/export {\"to\":\"%s\"}",
            "POST /v1/admin/webhooks {\"url\":\"%s\"}",
            "POST /v1/admin/webhooks {\"url\":\"https://1.1.1.1/\",\"events\":[\"%s\"]}",
            "POST /v1/admin/webhooks {\"url\":\"https://10.0.0.1/\",\"spaces\":[\"%s\"]}",
            "POST /v1/embeddings {\"model\":\"%s\",\"input\":\"x\"}",
            "POST /v1/embeddings {\"model\":\"embed\",\"input\":\"x\",\"input_type\":\"%s\"}",
            "POST /v1/admin/keys {\"name\":\"%s\",\"spaces\":[\"user:x\"],\"permissions\":[\"read\"]}",
            "POST /v1/admin/keys {\"name\":\"n\",\"spaces\":[\"%s\"],\"permissions\":[\"read\"]}",
            "POST /v1/admin/keys {\"name\":\"n\",\"spaces\":[\"user:x\"],\"permissions\":[\"%s\"]}",
            "POST /v1/admin/keys {\"name\":\"n\",\"spaces\":[\"user:x\"],\"permissions\":[\"read\"],\"expires_at\":\"%s\"}",
            "POST /v1/admin/keys {\"name\":\"n\",\"spaces\":[\"user:x\"],\"permissions\":[\"read\"],\"tenant\":\"%s\"}",
            "POST /v1/chat/completions {\"model\":\"chat\",\"user\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"garden?\"}]}",
            "POST /v1/chat/completions {\"model\":\"chat\",\"user\":\"alice\",\"messages\":[{\"role\":\"%s\",\"content\":\"garden?\"}]}",
            "POST /v1/chat/completions {\"model\":\"%s\",\"user\":\"alice\",\"messages\":[{\"role\":\"user\",\"content\":\"garden?\"}]}");
    for (String template : templates) {
      String[] parts = template.split(" ", 3);
      for (String text : Payloads.TEXTS) {
        atTheDoor(
            "SQL, Cypher, Lucene and the like in fields",
            parts[0],
            parts[1],
            parts[2].formatted(text));
      }
    }
    for (String text : Payloads.TEXTS) {
      String encoded =
          URLEncoder.encode(
              text.substring(0, Math.min(800, text.length())), StandardCharsets.UTF_8);
      for (String query :
          List.of(
              "/v1/spaces/user:alice/stream?cursor=",
              "/v1/spaces/user:alice/stream?limit=",
              "/v1/spaces/user:alice/entities?top=",
              "/v1/spaces/user:alice/graph?entity=",
              "/v1/spaces/user:alice/graph?entity=x&as_of=",
              "/v1/memories?user_id=",
              "/v1/memories?user_id=alice&session_id=",
              "/v1/memories?user_id=alice&entity=",
              "/v1/memories?user_id=alice&metadata=",
              "/v1/memories?user_id=alice&from=",
              "/v1/memories?user_id=alice&cursor=",
              "/v1/spaces/user:alice/corrections?cursor=",
              "/v1/spaces/user:alice/conflicts?cursor=",
              "/v1/admin/keys?cursor=",
              "/v1/admin/audit?cursor=",
              "/v1/admin/audit?from=",
              "/v1/admin/audit?key_id=",
              "/v1/admin/keys?tenant=")) {
        atTheDoor("SQL, Cypher, Lucene and the like in queries", "GET", query + encoded, null);
      }
    }
    for (String cursor :
        List.of(
            "%s|%s".formatted("+1000000000-12-31T23:59:59.999999999Z", memory),
            "-1000000000-01-01T00:00:00Z|" + memory,
            "|",
            "2026-01-01T00:00:00Z|x|y",
            "+1000000000-12-31T23:59:59Z|%1$s|%1$s".formatted(memory),
            "-1000000000-01-01T00:00:00Z|%1$s|%1$s".formatted(memory),
            "2026-01-01T00:00:00Z|%1$s|%1$s".formatted(memory))) {
      String forged =
          Base64.getUrlEncoder()
              .withoutPadding()
              .encodeToString(cursor.getBytes(StandardCharsets.UTF_8));
      for (String query :
          List.of(
              "/v1/spaces/user:alice/stream?cursor=",
              "/v1/spaces/user:%s/stream?cursor=".formatted(user),
              "/v1/memories?user_id=alice&cursor=",
              "/v1/memories?user_id=%s&cursor=".formatted(user),
              "/v1/admin/keys?cursor=",
              "/v1/admin/audit?cursor=")) {
        atTheDoor("forged cursors", "GET", query + forged, null);
      }
    }
  }

  private void brokenBodies() {
    for (PublicRoute route : PublicRoutes.all()) {
      if (route.method().equals("POST")) {
        for (String body : Payloads.BODIES) {
          atTheDoor("broken JSON", "POST", route.path(victimKey), body);
        }
      }
    }
  }

  private void forgedCredentials() throws Exception {
    ForgedTokens tokens = tokens();
    Map<String, String> atTheDoor =
        tokens.forged("gateway-service", "gateway-service", "kg-service", victimTenant);
    atTheDoor.put(
        "genuine, for the gateway",
        tokens.genuine("gateway-service", "gateway-service", victimTenant));
    atTheDoor.put(
        "genuine, for memory-service",
        tokens.genuine("gateway-service", "memory-service", victimTenant));
    for (PublicRoute route : PublicRoutes.all()) {
      String path = route.hasSpace() ? route.path("user:" + user) : route.path(memory);
      for (String token : atTheDoor.values()) {
        attacks.add(
            Attack.of(
                    "forged credentials at the door",
                    RunningPlatform.gateway(),
                    route.method(),
                    path,
                    bodyFor(path))
                .as(token)
                .mustBeLockedOut());
      }
      for (String key :
          List.of(
              "mk_",
              "mk_x",
              "mk_' OR '1'='1",
              "mk_" + "A".repeat(40),
              "mk_" + "A".repeat(9_000),
              victimKey,
              victimTenant)) {
        attacks.add(
            Attack.of("forged keys", RunningPlatform.gateway(), route.method(), path, bodyFor(path))
                .as(key)
                .mustBeLockedOut());
      }
    }
    for (Inner inner : innerOperations()) {
      Map<String, String> forged =
          tokens.forged(inner.caller(), inner.service(), inner.stranger(), victimTenant);
      for (Service other : Service.values()) {
        if (!inner.callers().contains(other.module())) {
          forged.put(
              "genuine, of " + other.module(),
              tokens.genuine(other.module(), inner.service(), victimTenant));
        }
      }
      forged.put("an API key", attackers.getFirst().key());
      forged.forEach((what, token) ->
          attacks.add(
              Attack.of(
                      "forged tokens behind the door",
                      inner.server(),
                      inner.method(),
                      inner.path(),
                      inner.body())
                  .as(token)
                  .mustBeLockedOut()));
      attacks.add(
          Attack.of(
                  "forged tokens behind the door",
                  inner.server(),
                  inner.method(),
                  inner.path(),
                  inner.body())
              .mustBeLockedOut());
    }
  }

  /** A service that acts for the attacker, with the victim's real ids in its hands. */
  private void tokensOfTheAttackersTenant() {
    ForgedTokens tokens = tokens();
    for (Inner inner : innerOperations()) {
      String token = tokens.genuine(inner.caller(), inner.service(), attackerTenant);
      attacks.add(
          Attack.of(
                  "the victim's ids behind the door",
                  inner.server(),
                  inner.method(),
                  inner.path(),
                  inner.body())
              .as(token));
      for (String id : victimIds) {
        String body =
            inner.body() == null ? null : inner.body().replace(memory, id).replace(spaceId, id);
        String path = inner.path().replace(memory, id).replace(receipt, id);
        attacks.add(
            Attack.of(
                    "the victim's ids behind the door", inner.server(), inner.method(), path, body)
                .as(token));
      }
      if (inner.method().equals("POST")) {
        for (String body : Payloads.BODIES) {
          attacks.add(
              Attack.of("broken JSON behind the door", inner.server(), "POST", inner.path(), body)
                  .as(token));
        }
      }
      if (inner.body() != null) {
        for (String text : Payloads.TEXTS) {
          attacks.add(
              Attack.of(
                      "SQL, Cypher, Lucene and the like behind the door",
                      inner.server(),
                      inner.method(),
                      inner.path(),
                      inner.body().replace("garden", text))
                  .as(token));
        }
      }
    }
  }

  private void managementPorts() {
    for (Port port :
        List.of(
            Port.GATEWAY_MANAGEMENT,
            Port.AGENT_MANAGEMENT,
            Port.MEMORY_MANAGEMENT,
            Port.KG_MANAGEMENT,
            Port.ROUTER_MANAGEMENT,
            Port.WORKER_MANAGEMENT,
            Port.WORKER)) {
      for (String path :
          List.of(
              "/",
              "/q/health",
              "/q/metrics",
              "/q/info",
              "/q/dev",
              "/q/arc",
              "/q/openapi",
              "/q/swagger-ui",
              "/q/scheduler",
              "/q/../internal/episodes/fetch",
              "/internal/retrieve",
              "/v1/memories/" + memory,
              "/v1/admin/keys",
              "/%2e%2e/%2e%2e/etc/passwd",
              "/q/logging-manager",
              "/metrics",
              "/env",
              "/heapdump",
              "/actuator/env")) {
        for (String method : List.of("GET", "POST")) {
          attacks.add(
              Attack.of(
                  "management ports",
                  server(port),
                  method,
                  path,
                  method.equals("POST") ? "{}" : null));
        }
      }
    }
  }

  /**
   * An operation behind the door.
   *
   * @param callers who may call it; the first is played
   * @param stranger a service that may not
   */
  private record Inner(
      String service,
      URI server,
      String method,
      String path,
      List<String> callers,
      String stranger,
      String body) {
    String caller() {
      return callers.getFirst();
    }
  }

  private List<Inner> innerOperations() {
    List<Inner> all = new ArrayList<>();
    List<String> door = List.of("gateway-service", "agent-service");
    memoryOperation(
        all,
        "POST",
        "/v1/memories",
        door,
        "{\"user_id\":\"%s\",\"infer\":false,\"text\":\"garden\"}".formatted(user));
    memoryOperation(
        all,
        "POST",
        "/v1/memories/search",
        door,
        "{\"user_id\":\"%s\",\"query\":\"garden\"}".formatted(user));
    memoryOperation(
        all,
        "POST",
        "/v1/context",
        door,
        "{\"user_id\":\"%s\",\"query\":\"garden\"}".formatted(user));
    memoryOperation(all, "GET", "/v1/memories/" + memory, door, null);
    memoryOperation(all, "DELETE", "/v1/memories/" + memory, door, null);
    memoryOperation(all, "GET", "/v1/events/" + event, door, null);
    memoryOperation(all, "GET", "/v1/receipts/" + receipt, door, null);
    memoryOperation(all, "POST", "/v1/receipts/" + receipt + "/verification", door, "{}");
    for (String view : List.of("/status", "/stream", "/entities")) {
      memoryOperation(all, "GET", "/v1/spaces/user:" + user + view, door, null);
    }
    memoryOperation(all, "DELETE", "/v1/spaces/user:" + user, door, null);
    portability(all);
    administration(all);
    memoryOperation(
        all,
        "POST",
        "/internal/episodes/fetch",
        List.of("kg-service", "extraction-worker"),
        "{\"ids\":[\"%s\"]}".formatted(memory));
    memoryOperation(
        all,
        "POST",
        "/internal/extractions",
        List.of("extraction-worker"),
        "{\"extractions\":[{\"space_id\":\"%s\",\"episode_id\":\"%s\",\"generation\":99,\"extractor\":\"garden\",\"body\":{\"entities\":[],\"facts\":[]}}]}"
            .formatted(spaceId, memory));
    memoryOperation(
        all,
        "POST",
        "/internal/receipts/" + receipt + "/acknowledgements",
        List.of("kg-service"),
        "{\"store\":\"neo4j\",\"removed\":{\"garden\":1}}");
    URI kg = server(Port.KG);
    List<String> memoryOnly = List.of("memory-service");
    all.add(
        new Inner(
            "kg-service",
            kg,
            "POST",
            "/internal/retrieve",
            memoryOnly,
            "gateway-service",
            "{\"space_ids\":[\"%s\"],\"query\":\"garden\",\"top_k\":50,\"kinds\":[\"episode\",\"fact\",\"entity\"],\"explain\":true}"
                .formatted(spaceId)));
    all.add(
        new Inner(
            "kg-service",
            kg,
            "POST",
            "/internal/mentions",
            memoryOnly,
            "gateway-service",
            "{\"spaces\":[{\"space_id\":\"%s\",\"episode_ids\":[\"%s\"]}]}"
                .formatted(spaceId, memory)));
    all.add(
        new Inner(
            "kg-service",
            kg,
            "POST",
            "/internal/conflicts",
            memoryOnly,
            "gateway-service",
            "{\"space_id\":\"%s\",\"limit\":100}".formatted(spaceId)));
    all.add(
        new Inner(
            "kg-service",
            kg,
            "POST",
            "/internal/graph",
            memoryOnly,
            "gateway-service",
            "{\"space_id\":\"%s\",\"entity\":\"Alice\",\"depth\":2}".formatted(spaceId)));
    all.add(
        new Inner(
            "kg-service",
            kg,
            "POST",
            "/internal/corrections",
            memoryOnly,
            "gateway-service",
            "{\"space_id\":\"%s\",\"corrections\":[{\"name\":\"Emma\",\"into\":\"garden\",\"episode_ids\":[]}]}"
                .formatted(spaceId)));
    all.add(
        new Inner(
            "kg-service",
            kg,
            "POST",
            "/internal/outdated",
            memoryOnly,
            "gateway-service",
            "{\"space_id\":\"%s\",\"after\":\"%s\",\"limit\":100}"
                .formatted(spaceId, new UUID(0, 0))));
    for (String operation : List.of("/internal/residue", "/internal/clear")) {
      all.add(
          new Inner(
              "kg-service",
              kg,
              "POST",
              operation,
              memoryOnly,
              "extraction-worker",
              "{\"space_id\":\"%s\"}".formatted(spaceId)));
    }
    all.add(
        new Inner(
            "kg-service",
            kg,
            "POST",
            "/internal/integrate",
            List.of("extraction-worker"),
            "gateway-service",
            "{\"episodes\":[{\"space_id\":\"%s\",\"episode_id\":\"%s\",\"generation\":99,\"occurred_at\":\"2026-01-01T00:00:00Z\",\"recorded_at\":\"2026-01-01T00:00:00Z\",\"entities\":[{\"name\":\"garden\",\"type\":\"thing\",\"mentions\":1}],\"facts\":[]}]}"
                .formatted(spaceId, memory)));
    URI router = server(Port.ROUTER);
    all.add(
        new Inner(
            "llm-router-service",
            router,
            "POST",
            "/v1/chat/completions",
            List.of("agent-service", "extraction-worker", "memory-service"),
            "gateway-service",
            "{\"model\":\"chat\",\"messages\":[{\"role\":\"user\",\"content\":\"garden\"}]}"));
    all.add(
        new Inner(
            "llm-router-service",
            router,
            "POST",
            "/v1/embeddings",
            List.of("gateway-service", "kg-service", "memory-service", "agent-service"),
            "extraction-worker",
            "{\"model\":\"embed\",\"input\":\"x\",\"input_type\":\"garden\"}"));
    all.add(
        new Inner(
            "llm-router-service",
            router,
            "GET",
            "/v1/models",
            List.of("gateway-service", "agent-service"),
            "kg-service",
            null));
    all.add(
        new Inner(
            "agent-service",
            server(Port.AGENT),
            "POST",
            "/v1/chat/completions",
            List.of("gateway-service"),
            "kg-service",
            "{\"model\":\"chat\",\"user\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"garden\"}]}"
                .formatted(user)));
    return all;
  }

  private void portability(List<Inner> all) {
    List<String> gateway = List.of("gateway-service");
    memoryOperation(all, "POST", "/v1/spaces/user:" + user + "/export", gateway, "{}");
    memoryOperation(
        all,
        "POST",
        "/v1/spaces/user:" + user + "/import",
        gateway,
        "{\"from\":\"storage\",\"key\":\"%s\"}".formatted(exportKey));
    memoryOperation(all, "GET", "/v1/exports/" + export, gateway, null);
    memoryOperation(all, "GET", "/v1/exports/" + export + "/content", gateway, null);
    memoryOperation(all, "GET", "/v1/imports/" + importOf, gateway, null);
  }

  private void administration(List<Inner> all) {
    List<String> gateway = List.of("gateway-service");
    for (String operation : List.of("", "/deliveries")) {
      memoryOperation(all, "GET", "/v1/admin/webhooks/" + webhook + operation, gateway, null);
    }
    for (String operation : List.of("/rotate", "/test")) {
      memoryOperation(all, "POST", "/v1/admin/webhooks/" + webhook + operation, gateway, "{}");
    }
    memoryOperation(all, "DELETE", "/v1/admin/webhooks/" + webhook, gateway, null);
    memoryOperation(all, "GET", "/v1/admin/webhooks", gateway, null);
    memoryOperation(
        all, "POST", "/v1/admin/webhooks", gateway, "{\"url\":\"https://10.0.0.1/garden\"}");
    for (String resource : List.of("/v1/admin/dead-letters/", "/v1/admin/rebuilds/")) {
      memoryOperation(all, "GET", resource + memory, gateway, null);
      memoryOperation(all, "DELETE", resource + memory, gateway, null);
    }
    memoryOperation(all, "POST", "/v1/admin/dead-letters/" + memory + "/replay", gateway, "{}");
    memoryOperation(all, "GET", "/v1/admin/rebuilds", gateway, null);
    memoryOperation(all, "GET", "/v1/admin/dead-letters?tenant=" + victimTenant, gateway, null);
    memoryOperation(
        all,
        "POST",
        "/v1/admin/dead-letters/replay",
        gateway,
        "{\"topic\":\"garden\",\"tenant\":\"%s\"}".formatted(victimTenant));
    memoryOperation(
        all,
        "POST",
        "/v1/admin/rebuild",
        gateway,
        "{\"scope\":\"space\",\"space\":\"user:%s\"}".formatted(user));
  }

  private void memoryOperation(
      List<Inner> all, String method, String path, List<String> callers, String body) {
    String stranger =
        callers.contains("kg-service")
            ? "llm-router-service"
            : callers.contains("extraction-worker") ? "gateway-service" : "kg-service";
    all.add(
        new Inner("memory-service", server(Port.MEMORY), method, path, callers, stranger, body));
  }

  private void atTheDoor(String kind, String method, String path, String body) {
    attacks.add(door(kind, method, path, body));
  }

  /** Keys take turns, so that the limit of one does not stand in the way. */
  private Attack door(String kind, String method, String path, String body) {
    String key = attackers.get(attacks.size() % attackers.size()).key();
    return Attack.of(
            kind, RunningPlatform.gateway(), method, path, method.equals("POST") ? body : null)
        .as(key);
  }

  private String bodyFor(String path) {
    return switch (path) {
      case "/v1/memories" -> "{\"user_id\":\"alice\",\"infer\":false,\"text\":\"hello\"}";
      case "/v1/memories/search", "/v1/context" -> body("query", "secret garden");
      case "/v1/embeddings" -> "{\"model\":\"embed\",\"input\":\"hello\"}";
      case "/v1/chat/completions" ->
          "{\"model\":\"chat\",\"user\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"Where is my secret garden?\"}]}"
              .formatted(user);
      case "/v1/admin/keys" ->
          "{\"name\":\"n\",\"spaces\":[\"user:x\"],\"permissions\":[\"read\"]}";
      default -> "{}";
    };
  }

  private String body(String... field) {
    return body(field[0], (Object) field[1], null, null);
  }

  private String body(String field, Object value, String other, Object otherValue) {
    ObjectNode body = JSON.createObjectNode().put("user_id", user);
    body.set(field, JSON.valueToTree(value));
    if (other != null) {
      body.set(other, JSON.valueToTree(otherValue));
    }
    return body.toString();
  }

  // ---- sending and judging

  private void run() throws InterruptedException {
    attacks.forEach(attack -> counts.merge(attack.kind(), 1, Integer::sum));
    Semaphore room = new Semaphore(AT_ONCE);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Attack attack : attacks) {
        room.acquire();
        threads.submit(() -> {
          try {
            judge(attack, sendUntilAnswered(attack));
          } catch (RuntimeException | IOException e) {
            failures.add(attack + " -> " + e);
          } finally {
            room.release();
          }
          return null;
        });
      }
    }
  }

  private void judge(Attack attack, HttpResponse<String> answer) {
    int status = answer.statusCode();
    String body = answer.body();
    String shown = " -> " + status + " " + body.substring(0, Math.min(300, body.length()));
    if (status >= 500 || status < 200 || (status >= 300 && status < 400)) {
      failures.add(attack + shown);
    } else if (attack.locked()
        && status != 401
        && status != 403
        && status != 404
        && status != 431) {
      failures.add("LET IN " + attack + shown);
    } else if (body.contains(MARKER) || answer.headers().map().toString().contains(MARKER)) {
      failures.add("SHOWN " + attack + shown);
    } else if (INSIDES.matcher(body).find() && !attack.kind().equals("management ports")) {
      failures.add("INSIDES " + attack + shown);
    } else if (status < 300 && showsAnId(attack, body)) {
      failures.add("ID SHOWN " + attack + shown);
    } else if (status >= 400 && !refusedByTheServerItself(answer) && !isProblem(attack, answer)) {
      failures.add("NO PROBLEM " + attack + shown);
    }
  }

  /** An id of the victim's that the attacker did not bring along. */
  private boolean showsAnId(Attack attack, String body) {
    String brought = attack.path() + attack.body();
    boolean ownAudit = attack.path().startsWith("/v1/admin/audit");
    return !ownAudit
        && victimIds.stream()
            .anyMatch(id -> body.contains(id) && !brought.toLowerCase().contains(id.toLowerCase()));
  }

  /** A request line or headers too long to be read: nobody has looked at the request yet. */
  private static boolean refusedByTheServerItself(HttpResponse<String> answer) {
    int status = answer.statusCode();
    return (status == 414 || status == 431) && answer.body().isEmpty();
  }

  /** Problem+json, or OpenAI's shape where its API is spoken. */
  private static boolean isProblem(Attack attack, HttpResponse<String> answer) {
    if (attack.kind().equals("management ports")) {
      return true;
    }
    String type = answer.headers().firstValue("content-type").orElse("");
    boolean openAi =
        attack.path().startsWith("/v1/chat")
            || attack.path().startsWith("/v1/embeddings")
            || attack.path().startsWith("/v1/models");
    return type.startsWith("application/problem+json")
        || (openAi && type.startsWith("application/json") && answer.body().contains("\"error\""));
  }

  /** A connection that a refusal closed under the next request tells nothing about that one. */
  private static HttpResponse<String> sendUntilAnswered(Attack attack) throws IOException {
    IOException last = new IOException("never sent");
    for (int i = 0; i < 4; i++) {
      try {
        return send(attack);
      } catch (IOException e) {
        last = e;
      }
    }
    throw last;
  }

  private static HttpResponse<String> send(Attack attack) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + attack.server().getPort() + attack.path()))
            .timeout(Duration.ofSeconds(60))
            .header("Content-Type", "application/json")
            .method(
                attack.method(),
                attack.body() == null
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofString(attack.body()));
    if (attack.bearer() != null) {
      request.header("Authorization", "Bearer " + attack.bearer());
    }
    for (int i = 0; i < attack.headers().size(); i += 2) {
      request.setHeader(attack.headers().get(i), attack.headers().get(i + 1));
    }
    try {
      return HTTP.send(request.build(), BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static ForgedTokens tokens() {
    String own =
        RunningPlatform.stack()
            .environment()
            .of(Service.GATEWAY)
            .get("memary.identity.private-key");
    return new ForgedTokens(Path.of(own).getParent());
  }

  private static URI server(Port port) {
    return URI.create("http://127.0.0.1:" + RunningPlatform.stack().ports().of(port));
  }

  private List<MemaryClient> attackers() {
    List<MemaryClient> clients = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      clients.add(client(attackerTenant));
    }
    return clients;
  }

  private static MemaryClient client(String tenant) {
    return new MemaryClient(
        RunningPlatform.gateway(),
        RunningPlatform.operator()
            .createKey(tenant, new String[] {"*"}, "read", "write", "chat", "admin"));
  }
}
