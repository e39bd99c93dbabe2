package dev.memary.memory.portability;

import java.util.UUID;

/** All objects of a space. */
public record ObjectFolder(String tenantId, UUID spaceId) {
  /** What the keys in it begin with. */
  public String path() {
    return tenantId + "/" + spaceId + "/";
  }
}
