package dev.memary.kit.identity;

import java.util.Locale;

/** What a credential may do in the spaces it grants. */
public enum Permission {
  READ,
  WRITE,
  CHAT,
  ADMIN,
  /**
   * Stands above tenants: creates keys for any of them. For the operator of the installation only.
   */
  PLATFORM;

  /** The name on the wire. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads the name on the wire. */
  public static Permission of(String wireName) {
    return valueOf(wireName.toUpperCase(Locale.ROOT));
  }
}
