package dev.memary.memory.api;

import dev.memary.kit.identity.Caller;
import dev.memary.kit.identity.CurrentCaller;
import dev.memary.kit.identity.Permission;
import dev.memary.kit.observability.LogContext;
import dev.memary.kit.problem.ProblemException;
import dev.memary.memory.spaces.Space;
import dev.memary.memory.spaces.SpaceName;
import dev.memary.memory.spaces.SpaceStore;
import jakarta.enterprise.context.RequestScoped;
import java.util.List;

/** What the caller of this request may touch. Names are checked before anything is looked up. */
@RequestScoped
public class Access {
  private final CurrentCaller current;
  private final SpaceStore spaces;

  public Access(CurrentCaller current, SpaceStore spaces) {
    this.current = current;
    this.spaces = spaces;
  }

  /** The caller, when it holds the permission in every one of the spaces. */
  public Caller require(Permission permission, List<SpaceName> names) {
    Caller caller = current.get();
    if (!caller.may(permission, names.stream().map(SpaceName::value).toList())) {
      throw ProblemException.forbidden(
          "The credential does not grant '"
              + permission.wireName()
              + "' in every space asked for.");
    }
    return caller;
  }

  /** The caller, when it may administer its tenant. */
  public Caller admin() {
    Caller caller = current.get();
    if (!caller.permissions().contains(Permission.ADMIN)) {
      throw ProblemException.forbidden("The credential lacks the permission 'admin'.");
    }
    return caller;
  }

  /** Whether the caller holds the permission in the space. */
  public boolean may(Permission permission, String spaceName) {
    return current.get().may(permission, List.of(spaceName));
  }

  /** The tenant of the request. */
  public String tenant() {
    return current.get().tenantId();
  }

  /** The living spaces among the names, when the caller holds the permission in all of them. */
  public List<Space> spaces(Permission permission, List<SpaceName> names) {
    Caller caller = require(permission, names);
    List<Space> found = spaces.find(caller.tenantId(), names);
    if (found.size() == 1) {
      LogContext.space(found.getFirst().id());
    }
    return found;
  }

  /** The one living space of a path. */
  public Space space(Permission permission, String name) {
    return spaces(permission, List.of(nameOf("space", name))).stream()
        .findFirst()
        .orElseThrow(Access::nothingThere);
  }

  /** The space is unknown, or forgotten. */
  static ProblemException nothingThere() {
    return ProblemException.notFound("Nothing was ever remembered in this space.");
  }

  /** Reads a name, or says which field is wrong. */
  public static SpaceName nameOf(String field, String value) {
    try {
      return new SpaceName(value);
    } catch (IllegalArgumentException e) {
      throw ProblemException.invalidField(field, SpaceName.EXPECTED);
    }
  }
}
