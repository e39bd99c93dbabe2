package dev.memary.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.memary.gateway.audit.AuditEntry;
import dev.memary.gateway.audit.AuditStore;
import dev.memary.kit.identity.Permission;
import io.agroal.api.AgroalDataSource;
import io.quarkus.agroal.DataSource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class AuditTest extends GatewayServiceTest {
  private static final String AUDIT = "/v1/admin/audit";
  private static final String NEW =
      "{\"name\": \"reader\", \"spaces\": [\"user:*\"], \"permissions\": [\"read\"]}";

  @Inject AuditStore store;
  @Inject AgroalDataSource app;

  @Inject
  @DataSource("jobs")
  AgroalDataSource jobs;

  @Inject ObjectMapper json;

  @Test
  void actOfAdministration_standsThereWhenItIsAnswered() throws Exception {
    var admin = created(tenant, Set.of(Permission.ADMIN, Permission.READ), "*");
    String id =
        json.readTree(send("POST", "/v1/admin/keys", admin.secret(), NEW).body())
            .path("id")
            .asText();
    JsonNode creation = entries(admin.secret()).get(0);

    assertThat(creation.path("operation").asText()).isEqualTo("POST /v1/admin/keys");
    assertThat(creation.path("target").asText()).isEqualTo(id);
    assertThat(creation.path("status").asInt()).isEqualTo(201);
    assertThat(creation.path("key_id").asText()).isEqualTo(admin.key().id().toString());
    assertThat(creation.path("trace_id").asText()).hasSize(32);
    assertThat(Instant.parse(creation.path("at").asText())).isBefore(Instant.now());

    send("DELETE", "/v1/admin/keys/" + id, admin.secret());
    JsonNode revocation = entries(admin.secret()).get(0);
    assertThat(revocation.path("operation").asText()).isEqualTo("DELETE /v1/admin/keys/{id}");
    assertThat(revocation.path("target").asText()).isEqualTo(id);
    assertThat(revocation.path("status").asInt()).isEqualTo(204);
  }

  @Test
  void refusedActOfAdministration_standsThereWithItsStatus() throws Exception {
    String admin = key(Permission.ADMIN);
    send("POST", "/v1/admin/keys", admin, "{");
    send("DELETE", "/v1/admin/keys/" + UUID.randomUUID(), admin);
    send("POST", "/v1/admin/keys", admin, NEW);

    assertThat(entries(admin))
        .extracting(e -> e.path("status").asInt())
        .containsExactly(403, 404, 400);
  }

  @Test
  void writes_areRecordedSoon_withTemplateAndTarget_withoutWhatWasSaid() throws Exception {
    String secret = key(Permission.WRITE, Permission.CHAT, Permission.ADMIN);
    send("POST", "/v1/memories?x=" + marker, secret, "{\"text\": \"I like plums\"}");
    send("POST", "/v1/memories", secret, "\"refuse-please\"");
    send("DELETE", "/v1/spaces/user%3A" + marker + "%C3%BC", secret);
    send("DELETE", "/v1/memories/m-1", secret);
    send("POST", "/v1/chat/completions", secret, "{}");
    await().until(() -> entries(secret).size() == 5);

    List<String> seen = new ArrayList<>();
    entries(secret)
        .forEach(e ->
            seen.add(
                e.path("operation").asText()
                    + " "
                    + e.path("target").asText()
                    + " "
                    + e.path("status").asInt()));
    assertThat(seen.reversed())
        .containsExactly(
            "POST /v1/memories  200",
            "POST /v1/memories  422",
            "DELETE /v1/spaces/{space} user:" + marker + "ü 200",
            "DELETE /v1/memories/{id} m-1 200",
            "POST /v1/chat/completions  503");
    assertThat(entries(secret).toString()).doesNotContain("plums", "refuse");
  }

  @Test
  void writeWithoutThePermission_isRecorded_readingIsNot() throws Exception {
    String secret = key(Permission.READ, Permission.ADMIN);
    send("POST", "/v1/memories/search", secret);
    send("GET", "/v1/models", secret);
    send("GET", "/v1/admin/keys", secret);
    send("POST", "/v1/memories", secret);
    await().until(() -> !entries(secret).isEmpty());

    assertThat(entries(secret)).hasSize(1);
    assertThat(entries(secret).get(0).path("status").asInt()).isEqualTo(403);
  }

  @Test
  void anotherTenant_seesNothing_andMayNotNameTheTenant() throws Exception {
    String admin = key(Permission.ADMIN);
    send("DELETE", "/v1/admin/keys/" + UUID.randomUUID(), admin);
    String stranger = created("other-" + tenant, Set.of(Permission.ADMIN), "*").secret();
    String platform =
        created("op-" + tenant, Set.of(Permission.ADMIN, Permission.PLATFORM), "*").secret();

    assertThat(entries(stranger)).isEmpty();
    assertThat(send("GET", AUDIT + "?tenant=" + tenant, stranger).statusCode()).isEqualTo(403);
    assertThat(send("GET", AUDIT + "?tenant=" + tenant, platform).body())
        .contains("DELETE /v1/admin/keys/{id}");
    assertThat(send("GET", AUDIT, key(Permission.READ)).statusCode()).isEqualTo(403);
  }

  @Test
  void filtered_byTimeAndKey_andPaged_eachEntryOnce() throws Exception {
    Instant start = Instant.parse("2026-01-01T00:00:00Z");
    List<AuditEntry> entries = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      entries.add(entry(start.plusSeconds(i / 2), i % 2 == 0 ? "even" : "odd"));
    }
    store.append(entries);
    store.append(entries);
    String admin = key(Permission.ADMIN);

    assertThat(entries(admin)).hasSize(10);
    assertThat(entries(admin, "key_id=odd")).hasSize(5);
    assertThat(entries(admin, "from=2026-01-01T00:00:03Z")).hasSize(4);
    assertThat(entries(admin, "from=2026-01-01T00:00:01Z&to=2026-01-01T00:00:02Z")).hasSize(2);
    List<String> paged = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = json.readTree(send("GET", AUDIT + "?limit=3" + cursor, admin).body());
      page.path("entries").forEach(e -> paged.add(e.toString()));
      cursor = page.has("next_cursor") ? "&cursor=" + page.path("next_cursor").asText() : null;
    } while (cursor != null);
    assertThat(paged)
        .containsExactlyElementsOf(entries(admin).stream().map(JsonNode::toString).toList());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "from=yesterday",
        "to=2026-01-01",
        "from=%2B1000000-01-01T00:00:00Z",
        "key_id=a%20b",
        "limit=0",
        "limit=501",
        "limit=x",
        "cursor=x",
        "cursor=%00",
        "tenant=%27"
      })
  void wrongFilter_4xxAsAProblem(String query) {
    HttpResponse<String> answer = send("GET", AUDIT + "?" + query, key(Permission.ADMIN));

    assertThat(answer.statusCode()).isIn(400, 404);
    assertThat(type(answer)).isEqualTo("application/problem+json");
  }

  @Test
  void oldEntries_areRemoved_youngOnesStay() throws Exception {
    store.append(List.of(entry(Instant.parse("1990-01-01T00:00:00Z"), "k")));
    store.append(List.of(entry(Instant.parse("2020-01-01T00:00:00Z"), "k")));

    assertThat(store.removeBefore(Instant.parse("1990-01-02T00:00:00Z"))).isPositive();

    assertThat(entries(key(Permission.ADMIN))).hasSize(1);
  }

  @Test
  void roles_mayDoNoMoreThanTheyNeed() throws Exception {
    store.append(List.of(entry(Instant.now(), "k")));

    assertThat(failureOf(app, "UPDATE audit_entry SET status = 0")).contains("permission denied");
    assertThat(failureOf(app, "DELETE FROM audit_entry")).contains("permission denied");
    assertThat(failureOf(jobs, "SELECT target FROM audit_entry")).contains("permission denied");
    assertThat(failureOf(jobs, "SELECT * FROM api_key")).contains("permission denied");
    assertThat(
            failureOf(
                app,
                """
                INSERT INTO audit_entry (audit_id, tenant_id, at, key_id, operation, status)
                VALUES (gen_random_uuid(), 'other', now(), 'k', 'x', 200)
                """))
        .contains("row-level security");
    try (var connection = app.getConnection();
        var rows = connection.createStatement().executeQuery("SELECT count(*) FROM audit_entry")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getInt(1)).isZero();
    }
  }

  private static String failureOf(AgroalDataSource role, String statement) throws Exception {
    try (var connection = role.getConnection()) {
      connection.createStatement().execute(statement);
      return "";
    } catch (SQLException e) {
      return e.getMessage();
    }
  }

  private AuditEntry entry(Instant at, String keyId) {
    return new AuditEntry(UUID.randomUUID(), tenant, at, keyId, "POST /x", null, 200, null);
  }

  private List<JsonNode> entries(String admin, String... query) throws Exception {
    String filter = String.join("&", query);
    List<JsonNode> entries = new ArrayList<>();
    json.readTree(send("GET", AUDIT + "?limit=500&" + filter, admin).body())
        .path("entries")
        .forEach(entries::add);
    return entries;
  }
}
