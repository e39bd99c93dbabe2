package dev.memary.memory.deadletters;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whose letters somebody may see and resolve. */
public sealed interface Viewer {
  /** The credential behind the request. */
  String subject();

  /** An administrator of one tenant, of the spaces that the patterns grant. */
  record TenantAdmin(String subject, String tenantId, List<String> grants) implements Viewer {
    public TenantAdmin {
      grants = List.copyOf(grants);
    }
  }

  /** The operator of the platform: every tenant, or the one that is asked for. */
  record Operator(String subject, @Nullable String tenantId) implements Viewer {}
}
