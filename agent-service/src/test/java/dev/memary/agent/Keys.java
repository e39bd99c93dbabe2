package dev.memary.agent;

import dev.memary.kit.identity.IdentityConfig;
import dev.memary.kit.identity.ServiceTokens;
import dev.memary.kit.identity.Services;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/** Key files of the services that take part in a test. */
public final class Keys {
  private final Path directory;

  private Keys(Path directory) {
    this.directory = directory;
  }

  public static Keys create() {
    try {
      Keys keys = new Keys(Files.createTempDirectory("memary-keys"));
      List<JsonWebKey> all = new ArrayList<>();
      for (String service :
          List.of(Services.GATEWAY, Services.AGENT, Services.MEMORY, Services.ROUTER)) {
        EllipticCurveJsonWebKey key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
        key.setKeyId(service);
        Files.writeString(keys.privateKey(service), key.toJson(OutputControlLevel.INCLUDE_PRIVATE));
        all.add(key);
      }
      Files.writeString(
          keys.trusted(), new JsonWebKeySet(all).toJson(OutputControlLevel.PUBLIC_ONLY));
      return keys;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  public Path privateKey(String service) {
    return directory.resolve(service + ".jwk");
  }

  public Path trusted() {
    return directory.resolve("trusted.jwks");
  }

  /** What the service signs and verifies with. */
  public ServiceTokens of(String service) {
    return new ServiceTokens(
        new IdentityConfig() {
          @Override
          public String service() {
            return service;
          }

          @Override
          public Path privateKey() {
            return Keys.this.privateKey(service);
          }

          @Override
          public Path trustedKeys() {
            return trusted();
          }

          @Override
          public Duration tokenLife() {
            return Duration.ofMinutes(10);
          }
        });
  }
}
