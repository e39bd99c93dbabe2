package dev.memary.systemtests;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/** Service tokens: a true one for each caller, and every way to forge one. */
public final class ForgedTokens {
  private final Path keys;

  public ForgedTokens(Path keys) {
    this.keys = keys;
  }

  /** What the service itself would sign. */
  public String genuine(String issuer, String audience, String tenant) {
    return sign(claims(issuer, audience, tenant), keyOf(issuer), issuer);
  }

  /** Tokens that give themselves out for the issuer's, by what is wrong with them. */
  Map<String, String> forged(String issuer, String audience, String other, String tenant)
      throws Exception {
    PublicJsonWebKey real = keyOf(issuer);
    EllipticCurveJsonWebKey own = EcJwkGenerator.generateJwk(EllipticCurves.P256);
    JwtClaims claims = claims(issuer, audience, tenant);
    String genuine = sign(claims, real, issuer);
    Map<String, String> forged = new LinkedHashMap<>();
    forged.put("own key under another's kid", sign(claims, own, issuer));
    forged.put("own key under its own kid", sign(claims, own, "attacker"));
    forged.put("kid is a path", sign(claims, own, "../../../../dev/null"));
    forged.put("kid is SQL", sign(claims, own, "' OR '1'='1"));
    forged.put("no kid", sign(claims, own, null));
    forged.put("another service's key under the issuer's kid", sign(claims, keyOf(other), issuer));
    forged.put("another service's key under its own kid", sign(claims, keyOf(other), other));
    forged.put("embedded key", embedded(claims, own, issuer));
    forged.put("alg none", unsigned("none", issuer, claims));
    forged.put("alg None", unsigned("None", issuer, claims));
    forged.put(
        "alg NONE with the old signature", unsigned("NONE", issuer, claims) + signature(genuine));
    for (Map.Entry<String, byte[]> secret : publicKeyAsSecret(real).entrySet()) {
      forged.put(
          "HS256 with the public key as " + secret.getKey(),
          hmac(issuer, claims, secret.getValue()));
    }
    forged.put("RS256", rsa(claims, issuer));
    forged.put("empty signature", genuine.substring(0, genuine.lastIndexOf('.') + 1));
    forged.put("signature of zeros", head(genuine) + "." + base64(new byte[64]));
    forged.put("changed tenant, old signature", changed(genuine, issuer, audience));
    forged.put(
        "expired", sign(times(claims(issuer, audience, tenant), -1200, -600, null), real, issuer));
    forged.put(
        "expired a minute ago",
        sign(times(claims(issuer, audience, tenant), -660, -60, null), real, issuer));
    forged.put(
        "not yet valid", sign(times(claims(issuer, audience, tenant), 0, 1200, 600), real, issuer));
    forged.put("for another service", sign(claims(issuer, other, tenant), real, issuer));
    forged.put("wrong issuer", sign(claims(other, audience, tenant), real, issuer));
    forged.put("unknown issuer", sign(claims("root", audience, tenant), real, issuer));
    forged.putAll(malformed(real, issuer, audience, tenant));
    forged.put("not a token", "x.y.z");
    forged.put("only dots", "..");
    forged.put("very long", "e".repeat(20_000));
    return forged;
  }

  /** Signed as it should be, but claims are missing or of the wrong type. */
  private static Map<String, String> malformed(
      PublicJsonWebKey real, String issuer, String audience, String tenant) {
    Map<String, String> forged = new LinkedHashMap<>();
    for (String claim : List.of("exp", "sub", "aud", "iss", "tenant", "spaces", "permissions")) {
      JwtClaims without = claims(issuer, audience, tenant);
      without.unsetClaim(claim);
      forged.put("without " + claim, sign(without, real, issuer));
      JwtClaims wrong = claims(issuer, audience, tenant);
      wrong.setClaim(claim, Map.of("x", 1));
      forged.put(claim + " is an object", sign(wrong, real, issuer));
    }
    JwtClaims blank = claims(issuer, audience, " ");
    forged.put("blank tenant", sign(blank, real, issuer));
    return forged;
  }

  private static JwtClaims claims(String issuer, String audience, String tenant) {
    JwtClaims claims = new JwtClaims();
    claims.setIssuer(issuer);
    claims.setAudience(audience);
    claims.setSubject("attacker");
    claims.setClaim("tenant", tenant);
    claims.setStringListClaim("spaces", List.of("*"));
    claims.setStringListClaim("permissions", List.of("read", "write", "chat", "admin", "platform"));
    return times(claims, 0, 600, null);
  }

  private static JwtClaims times(JwtClaims claims, int issued, int expires, Integer notBefore) {
    long now = System.currentTimeMillis() / 1000;
    claims.setIssuedAt(NumericDate.fromSeconds(now + issued));
    claims.setExpirationTime(NumericDate.fromSeconds(now + expires));
    if (notBefore != null) {
      claims.setNotBefore(NumericDate.fromSeconds(now + notBefore));
    }
    return claims;
  }

  private static String sign(JwtClaims claims, PublicJsonWebKey key, String kid) {
    JsonWebSignature jws = new JsonWebSignature();
    jws.setPayload(claims.toJson());
    jws.setKey(key.getPrivateKey());
    if (kid != null) {
      jws.setKeyIdHeaderValue(kid);
    }
    jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
    return serialized(jws);
  }

  private static String embedded(JwtClaims claims, EllipticCurveJsonWebKey own, String kid) {
    JsonWebSignature jws = new JsonWebSignature();
    jws.setPayload(claims.toJson());
    jws.setKey(own.getPrivateKey());
    jws.setKeyIdHeaderValue(kid);
    jws.getHeaders().setJwkHeaderValue("jwk", own);
    jws.setHeader("jku", "http://127.0.0.1:1/keys");
    jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
    return serialized(jws);
  }

  private static String rsa(JwtClaims claims, String kid) throws JoseException {
    JsonWebSignature jws = new JsonWebSignature();
    jws.setPayload(claims.toJson());
    jws.setKey(RsaJwkGenerator.generateJwk(2048).getPrivateKey());
    jws.setKeyIdHeaderValue(kid);
    jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
    return serialized(jws);
  }

  private static String serialized(JsonWebSignature jws) {
    try {
      return jws.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String unsigned(String algorithm, String kid, JwtClaims claims) {
    return base64("{\"alg\":\"%s\",\"kid\":\"%s\"}".formatted(algorithm, kid))
        + "."
        + base64(claims.toJson())
        + ".";
  }

  private static Map<String, byte[]> publicKeyAsSecret(PublicJsonWebKey key) {
    byte[] der = key.getPublicKey().getEncoded();
    String pem =
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
            + "\n-----END PUBLIC KEY-----\n";
    return Map.of(
        "DER", der,
        "PEM", pem.getBytes(StandardCharsets.UTF_8),
        "JWK", key.toJson(OutputControlLevel.PUBLIC_ONLY).getBytes(StandardCharsets.UTF_8));
  }

  private static String hmac(String kid, JwtClaims claims, byte[] secret) throws Exception {
    String signed =
        base64("{\"alg\":\"HS256\",\"kid\":\"%s\"}".formatted(kid)) + "." + base64(claims.toJson());
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret, "HmacSHA256"));
    return signed + "." + base64(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
  }

  private static String changed(String genuine, String issuer, String audience) {
    String[] parts = genuine.split("\\.");
    return parts[0] + "." + base64(claims(issuer, audience, "changed").toJson()) + "." + parts[2];
  }

  private static String head(String token) {
    return token.substring(0, token.lastIndexOf('.'));
  }

  private static String signature(String token) {
    return token.substring(token.lastIndexOf('.') + 1);
  }

  private static String base64(String text) {
    return base64(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private PublicJsonWebKey keyOf(String service) {
    try {
      return PublicJsonWebKey.Factory.newPublicJwk(
          Files.readString(keys.resolve(service + ".jwk")));
    } catch (IOException | JoseException e) {
      throw new IllegalStateException("There is no key of " + service, e);
    }
  }
}
