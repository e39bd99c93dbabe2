package dev.memary.kit.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.jwt.consumer.JwtContext;
import org.jose4j.keys.resolvers.VerificationKeyResolver;
import org.jose4j.lang.JoseException;
import org.jose4j.lang.UnresolvableKeyException;

/**
 * Signs and verifies the short-lived tokens between services: ES256, one key pair per service,
 * {@code kid} equal to the issuer so that no service can speak in another's name.
 */
@ApplicationScoped
public class ServiceTokens {
  private static final String TENANT = "tenant";
  private static final String SPACES = "spaces";
  private static final String PERMISSIONS = "permissions";
  private static final Set<String> NEEDED = Set.of("iss", TENANT, SPACES, PERMISSIONS);
  private static final Duration REUSE = Duration.ofMinutes(1);

  /** How far the clocks of two services may be apart. */
  private static final Duration LEEWAY = Duration.ofSeconds(30);

  private final String service;
  private final Duration life;
  private final PublicJsonWebKey signingKey;
  private final JwtConsumer verifier;
  private final Cache<Request, String> signed =
      Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(REUSE).build();
  private final Cache<String, Known> verified =
      Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(REUSE).build();
  private final InstantSource clock;

  private record Request(String audience, Caller caller) {}

  /** A token that was verified before; its signature stays right, its time runs out. */
  private record Known(VerifiedToken token, Instant refusedFrom) {}

  /**
   * A token that proved genuine.
   *
   * @param issuer the service that signed it
   */
  public record VerifiedToken(String issuer, Caller caller) {}

  @Inject
  public ServiceTokens(IdentityConfig config) {
    this(config, InstantSource.system());
  }

  ServiceTokens(IdentityConfig config, InstantSource clock) {
    this.clock = clock;
    this.service = config.service();
    this.life = config.tokenLife();
    this.signingKey = readSigningKey(config.privateKey(), service);
    this.verifier = verifierFor(service, readTrustedKeys(config.trustedKeys()));
  }

  /** The value of an {@code Authorization} header with which this service calls the audience. */
  public String bearer(String audience, Caller caller) {
    return "Bearer " + signed.get(new Request(audience, caller), this::sign);
  }

  /**
   * Verifies a token that was sent to this service.
   *
   * @throws InvalidTokenException when it is not genuine, has expired or is meant for somebody else
   */
  public VerifiedToken verify(String token) throws InvalidTokenException {
    Known known = verified.getIfPresent(token);
    if (known == null) {
      known = verifyFresh(token);
      verified.put(token, known);
    }
    if (!clock.instant().isBefore(known.refusedFrom())) {
      throw new InvalidTokenException("expired", false);
    }
    return known.token();
  }

  /** A token that must not be believed. */
  public static final class InvalidTokenException extends Exception {
    private static final long serialVersionUID = 1L;
    private final boolean wrongAudience;

    InvalidTokenException(String message, boolean wrongAudience) {
      super(message);
      this.wrongAudience = wrongAudience;
    }

    /** Genuine, but meant for another service. */
    public boolean wrongAudience() {
      return wrongAudience;
    }
  }

  private String sign(Request request) {
    JwtClaims claims = new JwtClaims();
    claims.setIssuer(service);
    claims.setAudience(request.audience());
    claims.setSubject(request.caller().subject());
    claims.setIssuedAtToNow();
    claims.setExpirationTimeMinutesInTheFuture(life.toSeconds() / 60f);
    claims.setClaim(TENANT, request.caller().tenantId());
    claims.setStringListClaim(
        SPACES, request.caller().grants().stream().map(SpaceGrant::pattern).toList());
    claims.setStringListClaim(
        PERMISSIONS,
        request.caller().permissions().stream().map(Permission::wireName).sorted().toList());
    JsonWebSignature jws = new JsonWebSignature();
    jws.setPayload(claims.toJson());
    jws.setKey(signingKey.getPrivateKey());
    jws.setKeyIdHeaderValue(service);
    jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
    try {
      return jws.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException("The service's private key cannot sign", e);
    }
  }

  private Known verifyFresh(String token) throws InvalidTokenException {
    try {
      JwtContext context = verifier.process(token);
      JwtClaims claims = context.getJwtClaims();
      String signer = context.getJoseObjects().getFirst().getKeyIdHeaderValue();
      if (!claims.getClaimNames().containsAll(NEEDED)) {
        throw new InvalidTokenException("a claim is missing", false);
      }
      if (!claims.getIssuer().equals(signer)) {
        throw new InvalidTokenException("issuer and key differ", false);
      }
      return new Known(
          new VerifiedToken(signer, callerOf(claims)),
          Instant.ofEpochMilli(claims.getExpirationTime().getValueInMillis()).plus(LEEWAY));
    } catch (InvalidJwtException e) {
      boolean wrongAudience = e.hasErrorCode(org.jose4j.jwt.consumer.ErrorCodes.AUDIENCE_INVALID);
      throw new InvalidTokenException("not a valid service token", wrongAudience);
    } catch (MalformedClaimException | IllegalArgumentException e) {
      throw new InvalidTokenException("a claim is missing or malformed", false);
    }
  }

  private static Caller callerOf(JwtClaims claims) throws MalformedClaimException {
    List<SpaceGrant> grants =
        claims.getStringListClaimValue(SPACES).stream().map(SpaceGrant::new).toList();
    Set<Permission> permissions =
        claims.getStringListClaimValue(PERMISSIONS).stream()
            .map(Permission::of)
            .collect(Collectors.toUnmodifiableSet());
    String tenant = claims.getStringClaimValue(TENANT);
    if (tenant == null) {
      throw new IllegalArgumentException("no tenant");
    }
    return new Caller(tenant, claims.getSubject(), grants, permissions);
  }

  private static JwtConsumer verifierFor(String audience, Map<String, Key> trusted) {
    VerificationKeyResolver keys =
        (jws, nesting) -> {
          Key key = trusted.get(String.valueOf(jws.getKeyIdHeaderValue()));
          if (key == null) {
            throw new UnresolvableKeyException("unknown key id");
          }
          return key;
        };
    return new JwtConsumerBuilder()
        .setVerificationKeyResolver(keys)
        .setJwsAlgorithmConstraints(
            new AlgorithmConstraints(
                ConstraintType.PERMIT, AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256))
        .setExpectedAudience(audience)
        .setRequireExpirationTime()
        .setRequireSubject()
        .setAllowedClockSkewInSeconds((int) LEEWAY.toSeconds())
        .build();
  }

  private static PublicJsonWebKey readSigningKey(Path file, String service) {
    try {
      PublicJsonWebKey key = PublicJsonWebKey.Factory.newPublicJwk(Files.readString(file));
      if (key.getPrivateKey() == null || !service.equals(key.getKeyId())) {
        throw new IllegalStateException(
            "memary.identity.private-key must hold the private key with kid '" + service + "'");
      }
      return key;
    } catch (JoseException e) {
      throw new IllegalStateException("memary.identity.private-key is not a JWK", e);
    } catch (IOException e) {
      throw new UncheckedIOException("memary.identity.private-key cannot be read", e);
    }
  }

  private static Map<String, Key> readTrustedKeys(Path file) {
    try {
      Map<String, Key> keys = new HashMap<>();
      for (JsonWebKey key : new JsonWebKeySet(Files.readString(file)).getJsonWebKeys()) {
        keys.put(key.getKeyId(), ((PublicJsonWebKey) key).getPublicKey());
      }
      return Map.copyOf(keys);
    } catch (JoseException e) {
      throw new IllegalStateException("memary.identity.trusted-keys is not a JWKS", e);
    } catch (IOException e) {
      throw new UncheckedIOException("memary.identity.trusted-keys cannot be read", e);
    }
  }
}
