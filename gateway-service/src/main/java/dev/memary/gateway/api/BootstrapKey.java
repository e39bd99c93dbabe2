package dev.memary.gateway.api;

import dev.memary.gateway.keys.ApiKeys;
import dev.memary.gateway.keys.ApiKeys.Grant;
import dev.memary.kit.identity.Permission;
import dev.memary.kit.identity.SpaceGrant;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** The first key of an installation: whoever can read the file may do everything. */
@ApplicationScoped
public class BootstrapKey {
  private static final Logger LOG = Logger.getLogger(BootstrapKey.class);

  private final ApiKeys keys;
  private final Optional<Path> file;
  private final String tenant;

  public BootstrapKey(
      ApiKeys keys,
      @ConfigProperty(name = "memary.bootstrap.key-file") Optional<Path> file,
      @ConfigProperty(name = "memary.bootstrap.tenant", defaultValue = "local") String tenant) {
    this.keys = keys;
    this.file = file;
    this.tenant = tenant;
  }

  void register(@Observes StartupEvent event) {
    file.ifPresent(this::register);
  }

  private void register(Path path) {
    try {
      String secret = Files.readString(path).strip();
      if (!secret.startsWith(ApiKeys.PREFIX) || secret.length() < 32) {
        throw new IllegalStateException(
            "memary.bootstrap.key-file must hold a key: mk_ and at least 29 more characters");
      }
      keys.add(
          new Grant(
              tenant, "bootstrap", List.of(new SpaceGrant("*")), Set.of(Permission.values()), null),
          secret);
      LOG.infof("The key in %s opens tenant '%s'", path, tenant);
    } catch (IOException e) {
      throw new UncheckedIOException("memary.bootstrap.key-file cannot be read", e);
    }
  }
}
