package dev.memary.kit.identity;

/**
 * A pattern over space names: a name, or a prefix followed by {@code *}. {@code user:*} grants
 * every user's space of the tenant, {@code *} every space.
 */
public record SpaceGrant(String pattern) {
  public SpaceGrant {
    int star = pattern.indexOf('*');
    if (pattern.isBlank() || (star >= 0 && star != pattern.length() - 1)) {
      throw new IllegalArgumentException(
          "must be a space name or a prefix followed by one '*', such as user:alice or user:*");
    }
  }

  /** Whether the space of this name is granted. */
  public boolean covers(String spaceName) {
    return pattern.endsWith("*")
        ? spaceName.startsWith(pattern.substring(0, pattern.length() - 1))
        : spaceName.equals(pattern);
  }

  /** Whether everything that the other grants is granted by this. */
  public boolean covers(SpaceGrant other) {
    return pattern.endsWith("*")
        ? other.pattern.startsWith(pattern.substring(0, pattern.length() - 1))
        : pattern.equals(other.pattern);
  }
}
