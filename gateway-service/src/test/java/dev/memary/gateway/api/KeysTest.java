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
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name | {'spaces':['*'],'permissions':['read']}",
        "name | {'name':5,'spaces':['*'],'permissions':['read']}",
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
    assertThat(keys.list(tenant + "-b")).hasSize(1);
  }

  @Test
  void bootstrapKey_registeredAgain_isStillOne() throws Exception {
    int before = keys.list("local").size();
    bootstrap.register(new StartupEvent());

    assertThat(keys.list("local")).hasSize(before);
    String secret = Files.readString(bootstrapFile).strip();
    assertThat(send("GET", KEYS, secret).statusCode()).isEqualTo(200);
  }
}
