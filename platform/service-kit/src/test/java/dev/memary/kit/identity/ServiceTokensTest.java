package dev.memary.kit.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memary.kit.identity.ServiceTokens.InvalidTokenException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.keys.EllipticCurves;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceTokensTest {
  private static final Caller ALICE =
      new Caller("acme", "key-1", List.of(new SpaceGrant("user:alice")), Set.of(Permission.READ));

  private static final Duration LIFE = Duration.ofMinutes(5);

  @TempDir Path keys;
  private EllipticCurveJsonWebKey gatewayKey;

  @BeforeEach
  void createKeys() throws Exception {
    gatewayKey = keyOf(Services.GATEWAY);
    EllipticCurveJsonWebKey memoryKey = keyOf(Services.MEMORY);
    Files.writeString(
        keys.resolve("trusted.jwks"),
        new JsonWebKeySet(gatewayKey, memoryKey).toJson(OutputControlLevel.PUBLIC_ONLY));
  }

  @Test
  void token_forThisService_carriesTheCallerAndItsIssuer() throws Exception {
    String token = tokens(Services.GATEWAY, Duration.ofMinutes(5)).bearer(Services.MEMORY, ALICE);

    var verified = tokens(Services.MEMORY, Duration.ofMinutes(5)).verify(bare(token));

    assertThat(verified.issuer()).isEqualTo(Services.GATEWAY);
    assertThat(verified.caller()).isEqualTo(ALICE);
  }

  @Test
  void token_forAnotherService_isRefusedAsSuch() {
    String token = tokens(Services.GATEWAY, Duration.ofMinutes(5)).bearer(Services.KG, ALICE);

    assertThatThrownBy(() -> tokens(Services.MEMORY, Duration.ofMinutes(5)).verify(bare(token)))
        .isInstanceOfSatisfying(
            InvalidTokenException.class, e -> assertThat(e.wrongAudience()).isTrue());
  }

  @Test
  void token_expired_isRefused() {
    String token = tokens(Services.GATEWAY, Duration.ofMinutes(-2)).bearer(Services.MEMORY, ALICE);

    assertThatThrownBy(() -> tokens(Services.MEMORY, Duration.ofMinutes(5)).verify(bare(token)))
        .isInstanceOf(InvalidTokenException.class);
  }

  @Test
  void token_verifiedBefore_isRefusedWhenItsTimeAndTheLeewayAreOver() throws Exception {
    String token = bare(tokens(Services.GATEWAY, LIFE).bearer(Services.MEMORY, ALICE));
    AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    Instant expiry = expiryOf(token);
    ServiceTokens memory = new ServiceTokens(config(Services.MEMORY, LIFE), now::get);

    assertThat(memory.verify(token).caller()).isEqualTo(ALICE);
    now.set(expiry.plusSeconds(29));
    assertThat(memory.verify(token).caller()).isEqualTo(ALICE);
    now.set(expiry.plusSeconds(30));
    assertThatThrownBy(() -> memory.verify(token)).isInstanceOf(InvalidTokenException.class);
  }

  @Test
  void token_signedByAnUnknownKey_isRefused() throws Exception {
    keyOf(Services.GATEWAY);
    String token = tokens(Services.GATEWAY, Duration.ofMinutes(5)).bearer(Services.MEMORY, ALICE);

    assertThatThrownBy(() -> tokens(Services.MEMORY, Duration.ofMinutes(5)).verify(bare(token)))
        .isInstanceOf(InvalidTokenException.class);
  }

  @Test
  void token_changedInOneCharacter_isRefused() {
    String token =
        bare(tokens(Services.GATEWAY, Duration.ofMinutes(5)).bearer(Services.MEMORY, ALICE));
    int middle = token.length() / 2;
    char other = token.charAt(middle) == 'A' ? 'B' : 'A';
    String forged = token.substring(0, middle) + other + token.substring(middle + 1);

    assertThatThrownBy(() -> tokens(Services.MEMORY, Duration.ofMinutes(5)).verify(forged))
        .isInstanceOf(InvalidTokenException.class);
  }

  @Test
  void privateKey_ofAnotherService_stopsTheStart() throws Exception {
    Files.copy(keys.resolve(Services.GATEWAY + ".jwk"), keys.resolve(Services.KG + ".jwk"));

    assertThatThrownBy(() -> tokens(Services.KG, Duration.ofMinutes(5)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("kid");
  }

  private static String bare(String header) {
    return header.substring("Bearer ".length());
  }

  private EllipticCurveJsonWebKey keyOf(String service) throws Exception {
    EllipticCurveJsonWebKey key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
    key.setKeyId(service);
    Files.writeString(
        keys.resolve(service + ".jwk"), key.toJson(OutputControlLevel.INCLUDE_PRIVATE));
    return key;
  }

  private static Instant expiryOf(String token) throws Exception {
    String claims = new String(Base64.getUrlDecoder().decode(token.split("\\.")[1]), UTF_8);
    return Instant.ofEpochMilli(JwtClaims.parse(claims).getExpirationTime().getValueInMillis());
  }

  private ServiceTokens tokens(String service, Duration life) {
    return new ServiceTokens(config(service, life));
  }

  private IdentityConfig config(String service, Duration life) {
    return new IdentityConfig() {
      @Override
      public String service() {
        return service;
      }

      @Override
      public Path privateKey() {
        return keys.resolve(service + ".jwk");
      }

      @Override
      public Path trustedKeys() {
        return keys.resolve("trusted.jwks");
      }

      @Override
      public Duration tokenLife() {
        return life;
      }
    };
  }
}
