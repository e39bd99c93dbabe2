package dev.memary.localstack.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;

/** Plays the callers of a service under test: signs with their keys, which the stack holds. */
public final class TestTokens {
  private static final String ALL_SPACES = "*";

  private TestTokens() {}

  /** A service that acts in one tenant, in every space of it, reading and writing. */
  public static String bearer(String issuer, String audience, String tenant) {
    return bearer(issuer, audience, tenant, List.of(ALL_SPACES), List.of("read", "write"));
  }

  /** The value of an {@code Authorization} header. */
  public static String bearer(
      String issuer,
      String audience,
      String tenant,
      List<String> grants,
      List<String> permissions) {
    var claims = new JwtClaims();
    claims.setIssuer(issuer);
    claims.setAudience(audience);
    claims.setSubject("test-of-" + audience);
    claims.setIssuedAtToNow();
    claims.setExpirationTimeMinutesInTheFuture(10);
    claims.setClaim("tenant", tenant);
    claims.setStringListClaim("spaces", grants);
    claims.setStringListClaim("permissions", permissions);
    return "Bearer " + sign(issuer, claims);
  }

  private static String sign(String issuer, JwtClaims claims) {
    try {
      var jws = new JsonWebSignature();
      jws.setPayload(claims.toJson());
      jws.setKey(keyOf(issuer).getPrivateKey());
      jws.setKeyIdHeaderValue(issuer);
      jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
      return jws.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException("The key of " + issuer + " cannot sign", e);
    }
  }

  private static PublicJsonWebKey keyOf(String service) throws JoseException {
    var own = ConfigProvider.getConfig().getValue("memary.identity.private-key", String.class);
    try {
      return PublicJsonWebKey.Factory.newPublicJwk(
          Files.readString(Path.of(own).resolveSibling(service + ".jwk")));
    } catch (IOException e) {
      throw new UncheckedIOException("There is no key of " + service, e);
    }
  }
}
