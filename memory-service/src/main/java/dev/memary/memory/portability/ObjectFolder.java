package dev.memary.memory.portability;

import java.util.UUID;

/** All objects of a space, or all exports of it. */
public record ObjectFolder(String tenantId, UUID spaceId, boolean onlyExports) {
  public static ObjectFolder ofSpace(String tenantId, UUID spaceId) {
    return new ObjectFolder(tenantId, spaceId, false);
  }

  public static ObjectFolder ofExports(String tenantId, UUID spaceId) {
    return new ObjectFolder(tenantId, spaceId, true);
  }

  /** What the keys in it begin with. */
  public String path() {
    return tenantId + "/" + spaceId + (onlyExports ? "/exports/" : "/");
  }
}
