package dev.memary.memory.spaces;

import java.util.regex.Pattern;

/**
 * The name of a space, for people and the public API: {@code user:alice}, {@code agent:planner},
 * {@code team:support}.
 */
public record SpaceName(String value) {
  /** What a name must look like, for messages. */
  public static final String EXPECTED =
      "must be user:, agent: or team: followed by 1 to 200 letters, digits or any of . _ @ + : -";

  private static final Pattern FORM =
      Pattern.compile("(user|agent|team):[\\p{L}\\p{M}\\p{N}._@+:-]{1,200}");

  public SpaceName {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(EXPECTED);
    }
  }

  /** The name without its kind: {@code alice}. */
  public String label() {
    return value.substring(value.indexOf(':') + 1);
  }

  @Override
  public String toString() {
    return value;
  }
}
