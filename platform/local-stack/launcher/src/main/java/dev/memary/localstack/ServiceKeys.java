package dev.memary.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/** Each service signs with a key of its own, and knows the public keys of all. */
final class ServiceKeys {

  private ServiceKeys() {}

  static Path file(StackHome home, String service) {
    return home.keys().resolve(service + ".jwk");
  }

  static Path trusted(StackHome home) {
    return home.keys().resolve("trusted.jwks");
  }

  /** Generates what is missing; existing keys stay. */
  static void ensure(StackHome home) {
    try {
      var keys = new ArrayList<JsonWebKey>();
      for (var service : Service.values()) {
        keys.add(keyOf(home, service.module()));
      }
      var publicKeys = new JsonWebKeySet(keys).toJson(OutputControlLevel.PUBLIC_ONLY);
      if (!Files.exists(trusted(home)) || !Files.readString(trusted(home)).equals(publicKeys)) {
        StackHome.writePrivate(trusted(home), publicKeys);
      }
    } catch (JoseException e) {
      throw new StackException("The services' keys could not be made: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonWebKey keyOf(StackHome home, String service)
      throws JoseException, IOException {
    var file = file(home, service);
    if (!Files.exists(file)) {
      StackHome.writePrivate(file, generate(service).toJson(OutputControlLevel.INCLUDE_PRIVATE));
    }
    return JsonWebKey.Factory.newJwk(Files.readString(file));
  }

  private static EllipticCurveJsonWebKey generate(String service) throws JoseException {
    var key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
    key.setKeyId(service);
    key.setAlgorithm("ES256");
    key.setUse("sig");
    return key;
  }
}
