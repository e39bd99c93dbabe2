package dev.memary.router.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.WebApplicationException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Which requests never leave the user's own machines. */
@ApplicationScoped
class LocalOnly {
  static final String HEADER = "X-Memary-Local-Only";

  private final Set<String> tenants;

  LocalOnly(
      @ConfigProperty(name = "memary.routing.local-only-tenants") Optional<Set<String>> tenants) {
    this.tenants = tenants.orElse(Set.of());
  }

  /** Whether a tenant's request with this header stays here. */
  boolean holds(String tenant, @Nullable String header) {
    return wished(header) || tenants.contains(tenant);
  }

  /** What cannot be understood is refused: taken for a no it would let a request out. */
  private static boolean wished(@Nullable String header) {
    return switch (header == null ? "false" : header.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new WebApplicationException(
              LlmError.invalid(HEADER, HEADER + " must be true or false"));
    };
  }
}
