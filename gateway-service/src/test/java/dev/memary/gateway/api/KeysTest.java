package dev.memary.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.memary.gateway.keys.ApiKeys.Grant;
import dev.memary.kit.identity.Permission;
import dev.memary.kit.identity.SpaceGrant;
import io.agroal.api.AgroalDataSource;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class KeysTest extends GatewayServiceTest {
  private static final String KEYS = "/v1/admin/keys";
  private static final String NEW =
      "{\"name\": \"reader\", \"spaces\": [\"user:*\"], \"permissions\": [\"read\"]}";

  @Inject AgroalDataSource database;
  @Inject BootstrapKey bootstrap;
  @Inject ObjectMapper json;

  @ConfigProperty(name = "memary.bootstrap.key-file")
  Path bootstrapFile;

  @Test
  void created_opensWhatItGrants() throws Exception {
    HttpResponse<String> answer = send("POST", KEYS, key(Permission.ADMIN, Permission.READ), NEW);

    assertThat(answer.statusCode()).isEqualTo(201);
    JsonNode created = json.readTree(answer.body());
    assertThat(created.path("key").asText()).startsWith("mk_").hasSizeGreaterThan(40);
    assertThat(created.path("tenant").asText()).isEqualTo(tenant);
    String secret = created.path("key").asText();
    assertThat(send("GET", "/v1/models", secret).statusCode()).isEqualTo(200);
    assertThat(send("POST", "/v1/memories", secret).statusCode()).isEqualTo(403);
  }

  @Test
  void permissionThatTheCreatorLacks_isNotHandedOn() throws Exception {
    assertThat(send("POST", KEYS, key(Permission.ADMIN), NEW).statusCode()).isEqualTo(403);
  }

  @Test
  void listed_withoutTheirSecrets() throws Exception {
    String admin = key(Permission.ADMIN, Permission.READ);
    String secret = json.readTree(send("POST", KEYS, admin, NEW).body()).path("key").asText();

    String list = send("GET", KEYS, admin).body();

    assertThat(list).contains("reader").doesNotContain(secret, "mk_", "hash");
  }

  @Test
  void secret_standsNowhereInTheRow() throws Exception {
    String secret = key(Permission.READ);
    try (var connection = database.getConnection();
        var query =
            connection.prepareStatement(
                "SELECT k::text, encode(hash, 'hex') FROM api_key k WHERE tenant_id = ?")) {
      query.setString(1, tenant);
      var rows = query.executeQuery();

      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(1)).doesNotContain(secret, secret.substring(3));
      assertThat(rows.getString(2))
          .isEqualTo(
              HexFormat.of()
                  .formatHex(
                      MessageDigest.getInstance("SHA-256")
                          .digest(secret.getBytes(StandardCharsets.UTF_8))));
    }
  }

  @Test
  void anotherTenant_cannotListOrRevokeThem() {
    var mine = created(tenant, Set.of(Permission.READ), "*");
    String stranger = created("other-" + tenant, Set.of(Permission.ADMIN), "*").secret();

    assertThat(send("GET", KEYS, stranger).body()).doesNotContain(mine.key().id().toString());
    assertThat(send("DELETE", KEYS + "/" + mine.key().id(), stranger).statusCode()).isEqualTo(404);
    assertThat(send("GET", "/v1/models", mine.secret()).statusCode()).isEqualTo(200);
  }

  @Test
  void revoked_opensNothing() {
    var created = created(tenant, Set.of(Permission.READ), "*");
    String admin = key(Permission.ADMIN);
    assertThat(send("DELETE", KEYS + "/" + created.key().id(), admin).statusCode()).isEqualTo(204);

    assertThat(send("GET", "/v1/models", created.secret()).statusCode()).isEqualTo(401);
    assertThat(send("DELETE", KEYS + "/" + created.key().id(), admin).statusCode()).isEqualTo(404);
    assertThat(send("GET", KEYS, admin).body()).contains("revoked_at");
  }

  @Test
  void revokedWhileInUse_soonOpensNothing() {
    var created = created(tenant, Set.of(Permission.READ), "*");
    assertThat(send("GET", "/v1/models", created.secret()).statusCode()).isEqualTo(200);
    keys.revoke(tenant, created.key().id());

    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> send("GET", "/v1/models", created.secret()).statusCode() == 401);
  }

  @Test
  void expired_opensNothing() {
    String secret =
        keys.create(
                new Grant(
                    tenant,
                    "old",
                    List.of(new SpaceGrant("*")),
                    Set.of(Permission.READ),
                    Instant.now().minusSeconds(1)))
            .secret();

    assertThat(send("GET", "/v1/models", secret).statusCode()).isEqualTo(401);
  }

  @Test
  void expiredWhileKnown_opensNothingFromThenOn() {
    Instant expiry = Instant.now().plusSeconds(4);
    var created =
        keys.create(
            new Grant(
                tenant, "short", List.of(new SpaceGrant("*")), Set.of(Permission.READ), expiry));
    assertThat(send("GET", "/v1/models", created.secret()).statusCode()).isEqualTo(200);

    await().until(() -> Instant.now().isAfter(expiry));
    assertThat(send("GET", "/v1/models", created.secret()).statusCode()).isEqualTo(401);
  }

  @Test
  void rotated_newKeyGrantsTheSame_andTheOldOneWorksOnForTheGrace() throws Exception {
    var old = created(tenant, Set.of(Permission.READ, Permission.WRITE), "user:*", "team:home");
    String admin = key(Permission.ADMIN, Permission.READ, Permission.WRITE);

    HttpResponse<String> answer =
        send("POST", rotate(old.key().id()), admin, "{\"grace_seconds\": 600}");

    assertThat(answer.statusCode()).isEqualTo(201);
    JsonNode successor = json.readTree(answer.body());
    assertThat(successor.path("rotated_from").asText()).isEqualTo(old.key().id().toString());
    assertThat(successor.path("name").asText()).isEqualTo("test");
    assertThat(successor.path("spaces").toString()).isEqualTo("[\"user:*\",\"team:home\"]");
    assertThat(successor.path("permissions").toString()).isEqualTo("[\"read\",\"write\"]");
    assertThat(successor.has("expires_at")).isFalse();
    assertThat(send("GET", "/v1/models", successor.path("key").asText()).statusCode())
        .isEqualTo(200);
    assertThat(send("GET", "/v1/models", old.secret()).statusCode()).isEqualTo(200);
    assertThat(keys.find(tenant, old.key().id()).orElseThrow().expiresAt())
        .isBetween(Instant.now().plusSeconds(1), Instant.now().plusSeconds(600));
    assertThat(send("GET", KEYS, admin).body())
        .contains("rotated_from")
        .doesNotContain(successor.path("key").asText());
  }

  @Test
  void rotatedWithoutGrace_oldKeyOpensNothing() {
    var old = created(tenant, Set.of(Permission.READ), "*");
    String admin = key(Permission.ADMIN, Permission.READ);
    assertThat(send("GET", "/v1/models", old.secret()).statusCode()).isEqualTo(200);

    assertThat(send("POST", rotate(old.key().id()), admin, "{\"grace_seconds\": 0}").statusCode())
        .isEqualTo(201);
    assertThat(send("GET", "/v1/models", old.secret()).statusCode()).isEqualTo(401);
    assertThat(keys.find(tenant, old.key().id()).orElseThrow().revokedAt()).isNotNull();
    assertThat(send("POST", rotate(old.key().id()), admin, "{}").statusCode()).isEqualTo(404);
  }

  @Test
  void rotatedThatExpires_keepsItsExpiry_alsoWhenTheGraceIsLonger() throws Exception {
    Instant expiry = Instant.parse("2100-01-01T00:00:00Z");
    Instant soon = Instant.now().plusSeconds(300).truncatedTo(ChronoUnit.MILLIS);
    String admin = key(Permission.ADMIN, Permission.READ);
    for (Instant end : List.of(expiry, soon)) {
      var old =
          keys.create(
              new Grant(tenant, "old", List.of(new SpaceGrant("*")), Set.of(Permission.READ), end));
      HttpResponse<String> answer = send("POST", rotate(old.key().id()), admin, null);

      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
      assertThat(json.readTree(answer.body()).path("expires_at").asText())
          .isEqualTo(end.toString());
      assertThat(keys.find(tenant, old.key().id()).orElseThrow().expiresAt())
          .isBeforeOrEqualTo(end);
    }
  }

  @ParameterizedTest
  @CsvSource({"-1", "604801", "1.5", "'\"x\"'"})
  void graceOutOfBounds_400(String grace) {
    var old = created(tenant, Set.of(Permission.READ), "*");

    HttpResponse<String> answer =
        send(
            "POST",
            rotate(old.key().id()),
            key(Permission.ADMIN, Permission.READ),
            "{\"grace_seconds\": " + grace + "}");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("grace_seconds");
    assertThat(send("GET", "/v1/models", old.secret()).statusCode()).isEqualTo(200);
  }

  @Test
  void keyThatGrantsMoreThanTheCaller_isNotRotated() {
    var old = created(tenant, Set.of(Permission.READ), "user:*");
    String narrow =
        created(tenant, Set.of(Permission.ADMIN, Permission.READ), "user:alice").secret();
    String powerless = key(Permission.ADMIN);

    assertThat(send("POST", rotate(old.key().id()), narrow, "{}").statusCode()).isEqualTo(403);
    assertThat(send("POST", rotate(old.key().id()), powerless, "{}").statusCode()).isEqualTo(403);
    assertThat(keys.list(tenant, null, 10)).hasSize(3);
  }

  @Test
  void anotherTenant_cannotRotate_norNameTheTenant() {
    var mine = created(tenant, Set.of(Permission.READ), "*");
    String id = mine.key().id().toString();
    String stranger =
        created("other-" + tenant, Set.of(Permission.ADMIN, Permission.READ), "*").secret();

    assertThat(send("POST", rotate(mine.key().id()), stranger, "{}").statusCode()).isEqualTo(404);
    for (String path : List.of(KEYS + "?tenant=" + tenant, KEYS + "/" + id + "?tenant=" + tenant)) {
      String method = path.contains(id) ? "DELETE" : "GET";
      assertThat(send(method, path, stranger).statusCode()).as(path).isEqualTo(403);
    }
    assertThat(
            send("POST", rotate(mine.key().id()) + "?tenant=" + tenant, stranger, "{}")
                .statusCode())
        .isEqualTo(403);
    assertThat(send("GET", "/v1/models", mine.secret()).statusCode()).isEqualTo(200);
  }

  @Test
  void platformKey_listsRotatesAndRevokesKeysOfTheTenantItNames() throws Exception {
    var theirs = created(tenant + "-b", Set.of(Permission.READ), "*");
    String platform = key(Permission.ADMIN, Permission.PLATFORM);
    String there = "?tenant=" + tenant + "-b";

    assertThat(send("GET", KEYS + there, platform).body()).contains(theirs.key().id().toString());
    HttpResponse<String> rotated =
        send("POST", rotate(theirs.key().id()) + there, platform, "{\"grace_seconds\": 0}");
    assertThat(rotated.statusCode()).isEqualTo(201);
    JsonNode successor = json.readTree(rotated.body());
    assertThat(successor.path("tenant").asText()).isEqualTo(tenant + "-b");
    String path = KEYS + "/" + successor.path("id").asText();
    assertThat(send("DELETE", path, platform).statusCode()).isEqualTo(404);
    assertThat(send("DELETE", path + there, platform).statusCode()).isEqualTo(204);
    assertThat(send("GET", KEYS + "?tenant=a%20b", platform).statusCode()).isEqualTo(400);
  }

  @Test
  void listed_pageByPage_eachKeyOnce() throws Exception {
    String admin = key(Permission.ADMIN);
    for (int i = 0; i < 6; i++) {
      key(Permission.READ);
    }
    List<String> seen = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = json.readTree(send("GET", KEYS + "?limit=3" + cursor, admin).body());
      page.path("keys").forEach(k -> seen.add(k.path("id").asText()));
      cursor = page.has("next_cursor") ? "&cursor=" + page.path("next_cursor").asText() : null;
    } while (cursor != null);

    assertThat(seen)
        .containsExactlyElementsOf(
            keys.list(tenant, null, 100).stream().map(k -> k.id().toString()).toList())
        .hasSize(7);
    assertThat(send("GET", KEYS + "?limit=0", admin).statusCode()).isEqualTo(400);
    assertThat(send("GET", KEYS + "?cursor=%00", admin).statusCode()).isEqualTo(400);
    assertThat(send("GET", KEYS + "?cursor=Zm9v", admin).statusCode()).isEqualTo(400);
  }

  private static String rotate(UUID id) {
    return KEYS + "/" + id + "/rotate";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name | {'spaces':['*'],'permissions':['read']}",
        "name | {'name':5,'spaces':['*'],'permissions':['read']}",
        "name | {'name':'a\\u0000','spaces':['*'],'permissions':['read']}",
        "spaces[0] | {'name':'n','spaces':['a\\u0000'],'permissions':['read']}",
        "spaces | {'name':'n','permissions':['read']}",
        "spaces | {'name':'n','spaces':[],'permissions':['read']}",
        "spaces[0] | {'name':'n','spaces':['a*b'],'permissions':['read']}",
        "permissions | {'name':'n','spaces':['*'],'permissions':[]}",
        "permissions[0] | {'name':'n','spaces':['*'],'permissions':['fly']}",
        "tenant | {'name':'n','tenant':'a b','spaces':['*'],'permissions':['read']}",
        "expires_at | {'name':'n','spaces':['*'],'permissions':['read'],'expires_at':'2020-01-01T00:00:00Z'}"
      })
  void wrongKey_400NamingTheField(String field, String body) {
    HttpResponse<String> answer =
        send("POST", KEYS, key(Permission.ADMIN), body.replace('\'', '"'));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(type(answer)).isEqualTo("application/problem+json");
    assertThat(answer.body()).contains("\"field\":\"" + field + "\"");
  }

  @Test
  void adminOfATenant_createsNoKeyForAnotherNorPlatformKeys() {
    String admin = key(Permission.ADMIN);

    assertThat(send("POST", KEYS, admin, NEW.replace("{", "{\"tenant\": \"other\", ")).statusCode())
        .isEqualTo(403);
    assertThat(send("POST", KEYS, admin, NEW.replace("read\"]", "platform\"]")).statusCode())
        .isEqualTo(403);
  }

  @Test
  void platformKey_createsKeysForOtherTenants() {
    String platform = key(Permission.ADMIN, Permission.PLATFORM);

    assertThat(
            send(
                    "POST",
                    KEYS,
                    platform,
                    NEW.replace("{", "{\"tenant\": \"%s-b\", ".formatted(tenant)))
                .statusCode())
        .isEqualTo(201);
    assertThat(keys.list(tenant + "-b", null, 10)).hasSize(1);
  }

  @Test
  void bootstrapKey_registeredAgain_isStillOne() throws Exception {
    int before = keys.list("local", null, 10_000).size();
    bootstrap.register(new StartupEvent());

    assertThat(keys.list("local", null, 10_000)).hasSize(before);
    String secret = Files.readString(bootstrapFile).strip();
    assertThat(send("GET", KEYS, secret).statusCode()).isEqualTo(200);
  }
}
