package dev.memary.agent.client;

import dev.memary.agent.memory.Asker;
import dev.memary.kit.identity.Caller;
import dev.memary.kit.identity.Permission;
import dev.memary.kit.identity.SpaceGrant;
import java.util.Set;

/** Calls other services on behalf of whoever asked: never with more spaces than they have. */
final class Callers {
  private Callers() {}

  static Caller of(Asker asker, Set<Permission> permissions) {
    return new Caller(
        asker.tenantId(),
        asker.subject(),
        asker.grants().stream().map(SpaceGrant::new).toList(),
        permissions);
  }
}
