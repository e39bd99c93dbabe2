package dev.memary.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memary.gateway.api.FakeUpstreams.Seen;
import dev.memary.kit.identity.Permission;
import dev.memary.kit.identity.Services;
import dev.memary.localstack.testing.TestTokens;
import io.quarkus.test.junit.QuarkusTest;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class DoorTest extends GatewayServiceTest {
  @ConfigProperty(name = "memary.identity.trusted-keys")
  Path trusted;

  @Test
  void forwarded_withATokenOfTheGateways_andNoCredentialOfTheCallers() throws Exception {
    String secret = created(tenant, Set.of(Permission.READ), "user:*", "team:home").secret();

    HttpResponse<String> answer =
        send(
            "POST",
            "/v1/memories/search?q=" + marker,
            secret,
            "{\"query\":  \"ü\"}",
            "Cookie",
            "session=secret",
            "X-Request-Id",
            "r1");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"query\":  \"ü\"}");
    Seen seen = only(upstreams.seen(marker));
    assertThat(seen.uri()).isEqualTo("/v1/memories/search?q=" + marker);
    assertThat(seen.headers().toString()).doesNotContain(secret, "session=secret");
    assertThat(seen.header("X-request-id")).containsExactly("r1");
    JwtClaims claims = claims(seen, Services.MEMORY);
    assertThat(claims.getIssuer()).isEqualTo(Services.GATEWAY);
    assertThat(claims.getStringClaimValue("tenant")).isEqualTo(tenant);
    assertThat(claims.getStringListClaimValue("spaces")).containsExactly("user:*", "team:home");
    assertThat(claims.getStringListClaimValue("permissions")).containsExactly("read");
  }

  @ParameterizedTest
  @EnumSource(Permission.class)
  void permissionOfTheRoute_isNeeded(Permission only) {
    String secret = key(only);

    assertThat(send("POST", "/v1/memories", secret).statusCode())
        .isEqualTo(only == Permission.WRITE ? 200 : 403);
    assertThat(send("POST", "/v1/context", secret).statusCode())
        .isEqualTo(only == Permission.READ ? 200 : 403);
    assertThat(send("GET", "/v1/admin/keys", secret).statusCode())
        .isEqualTo(only == Permission.ADMIN ? 200 : 403);
    assertThat(send("POST", "/v1/chat/completions", secret).statusCode())
        .isEqualTo(only == Permission.CHAT ? 503 : 403);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/internal/episodes/fetch",
        "/internal/x",
        "/v1/memories/../../internal/x",
        "/v1/memories/%2e%2e/%2e%2e/internal/x",
        "/v1/memories/..%2f..%2finternal%2fx",
        "/v1/spaces/%2e%2e/status",
        "/v1/spaces/../stream",
        "/v1/spaces/%2e%2e%2f%2e%2e%2finternal",
        "//internal/x",
        "//v1/memories",
        "/v1//memories",
        "/v1/memories/",
        "/q/openapi",
        "/q/metrics",
        "/q/health"
      })
  void pathOutsideTheTable_404AndNothingPassesThrough(String path) {
    String secret = key(Permission.values());
    int before = upstreams.count();
    for (String method : List.of("GET", "POST", "DELETE")) {
      HttpResponse<String> answer = send(method, path, secret);

      assertThat(answer.statusCode()).as(method).isIn(404, 405);
      assertThat(type(answer)).isEqualTo("application/problem+json");
    }
    assertThat(upstreams.count()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /v1/models",
        "POST /v1/memories",
        "GET /v1/admin/keys",
        "POST /v1/admin/keys"
      })
  void forgedServiceToken_401AndNothingPassesThrough(String operation) {
    int before = upstreams.count();
    String method = operation.split(" ")[0];
    String path = operation.split(" ")[1];
    for (String audience : List.of(Services.GATEWAY, Services.MEMORY)) {
      String token =
          TestTokens.bearer(
              Services.GATEWAY, audience, tenant, List.of("*"), List.of("admin", "read", "write"));
      HttpResponse<String> answer = send(method, path, token.substring("Bearer ".length()));

      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(type(answer)).isEqualTo("application/problem+json");
    }
    assertThat(upstreams.count()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mk_unknown", "mk_", "x", "mk_' OR 1=1 --"})
  void unknownKey_401(String secret) {
    HttpResponse<String> answer = send("GET", "/v1/models", secret);

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(type(answer)).isEqualTo("application/problem+json");
  }

  @Test
  void noCredential_401() {
    assertThat(send("GET", "/v1/models", null).statusCode()).isEqualTo(401);
    assertThat(send("POST", "/v1/admin/keys", null).statusCode()).isEqualTo(401);
  }

  @ParameterizedTest
  @CsvSource({
    "PUT,/v1/memories,'GET, POST'",
    "GET,/v1/chat/completions,POST",
    "POST,/v1/models,GET",
    "PATCH,/v1/admin/keys,'GET, POST'"
  })
  void methodUnknown_405WithAllow(String method, String path, String allow) {
    HttpResponse<String> answer = send(method, path, null);

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).hasValue(allow);
    assertThat(type(answer)).isEqualTo("application/problem+json");
  }

  @Test
  void upstreamDown_503WithRetryAfter() {
    HttpResponse<String> answer = send("POST", "/v1/chat/completions", key(Permission.CHAT));

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(type(answer)).isEqualTo("application/problem+json");
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    assertThat(answer.body())
        .contains("urn:memary:problem:unavailable")
        .doesNotContain("127.0.0.1");
  }

  @Test
  void refusalOfTheUpstream_passedOn() {
    HttpResponse<String> answer =
        send("POST", "/v1/context", key(Permission.READ), "\"refuse-please\"");

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).isEqualTo("\"refuse-please\"");
  }

  @Test
  void spaceName_forwardedAsItWasWritten() {
    String path = "/v1/spaces/user%3A" + marker + "%C3%BC/status";
    send("GET", path, key(Permission.READ));

    assertThat(only(upstreams.seen(marker)).uri()).isEqualTo(path);
  }

  @Test
  void stream_relayedPieceByPiece() throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(door + "v1/context"))
            .header("Authorization", "Bearer " + key(Permission.READ))
            .POST(HttpRequest.BodyPublishers.ofString("stream-please"))
            .build();
    try (InputStream body = HTTP.send(request, BodyHandlers.ofInputStream()).body()) {
      for (int i = 1; i <= 3; i++) {
        // The upstream waits until this piece has arrived.
        assertThat(new String(body.readNBytes(9), StandardCharsets.UTF_8))
            .isEqualTo("data: %d\n\n".formatted(i));
        upstreams.nextPiece();
      }
      assertThat(body.read()).isEqualTo(-1);
    }
  }

  @Test
  void manyAtOnce_eachWithItsOwnTenant() throws Exception {
    String a = created(tenant + "-a", Set.of(Permission.READ), "*").secret();
    String b = created(tenant + "-b", Set.of(Permission.READ), "*").secret();
    try (var threads = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < 40; i++) {
        String which = i % 2 == 0 ? "a" : "b";
        threads.submit(
            () -> send("POST", "/v1/context?x=" + marker + "-" + which, which.equals("a") ? a : b));
      }
    }
    for (String which : List.of("a", "b")) {
      assertThat(upstreams.seen(marker + "-" + which)).hasSize(20);
      for (Seen seen : upstreams.seen(marker + "-" + which)) {
        assertThat(claims(seen, Services.MEMORY).getStringClaimValue("tenant"))
            .isEqualTo(tenant + "-" + which);
      }
    }
  }

  @Test
  void health_isOpen() {
    assertThat(send("GET", "/health", null).statusCode()).isEqualTo(200);
  }

  private JwtClaims claims(Seen seen, String audience) throws Exception {
    String token = only(seen.header("Authorization")).substring("Bearer ".length());
    var keys = new JsonWebKeySet(Files.readString(trusted)).getJsonWebKeys();
    return new JwtConsumerBuilder()
        .setVerificationKeyResolver(new JwksVerificationKeyResolver(keys))
        .setExpectedAudience(audience)
        .setRequireExpirationTime()
        .build()
        .processToClaims(token);
  }

  private static <T> T only(List<T> all) {
    assertThat(all).hasSize(1);
    return all.getFirst();
  }
}
