package dev.memary.memory.api;

import dev.memary.kit.problem.ProblemException;
import dev.memary.memory.spaces.SpaceName;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The ways in which a request names its spaces: {@code user_id} is short for {@code user:…}. */
final class SpaceRef {
  private SpaceRef() {}

  /** All spaces that are named, without doubles; at least one. */
  static List<SpaceName> many(
      @Nullable String userId,
      @Nullable String agentId,
      @Nullable String teamId,
      @Nullable List<String> spaces) {
    LinkedHashSet<SpaceName> names = new LinkedHashSet<>();
    add(names, "user_id", "user:", userId);
    add(names, "agent_id", "agent:", agentId);
    add(names, "team_id", "team:", teamId);
    if (spaces != null) {
      for (int i = 0; i < spaces.size(); i++) {
        String name = spaces.get(i);
        names.add(Access.nameOf("spaces[" + i + "]", name == null ? "" : name));
      }
    }
    if (names.isEmpty()) {
      throw ProblemException.invalidField(
          "user_id", "is needed, or agent_id, team_id or spaces: whose memory?");
    }
    return new ArrayList<>(names);
  }

  /** The one space that is named. */
  static SpaceName one(@Nullable String userId, @Nullable String agentId, @Nullable String teamId) {
    List<SpaceName> names = many(userId, agentId, teamId, null);
    if (names.size() > 1) {
      throw ProblemException.invalidField(
          "user_id", "give one of user_id, agent_id and team_id: a memory belongs to one space");
    }
    return names.getFirst();
  }

  private static void add(
      LinkedHashSet<SpaceName> names, String field, String prefix, @Nullable String id) {
    if (id != null) {
      try {
        names.add(new SpaceName(prefix + id));
      } catch (IllegalArgumentException e) {
        throw ProblemException.invalidField(
            field, "must be 1 to 200 letters, digits or any of . _ @ + - :");
      }
    }
  }
}
