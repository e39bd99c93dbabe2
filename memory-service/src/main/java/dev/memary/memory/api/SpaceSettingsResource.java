package dev.memary.memory.api;

import dev.memary.kit.identity.CallableBy;
import dev.memary.kit.identity.Caller;
import dev.memary.kit.identity.Permission;
import dev.memary.kit.identity.Services;
import dev.memary.memory.personas.Persona;
import dev.memary.memory.personas.PersonaStore;
import dev.memary.memory.spaces.Space;
import dev.memary.memory.spaces.SpaceName;
import dev.memary.memory.spaces.SpaceStore;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What is laid down for a space: its persona, and how long it keeps memories. */
@Path("/v1/spaces/{space}")
@CallableBy({Services.GATEWAY, Services.AGENT})
@RunOnVirtualThread
public class SpaceSettingsResource {
  private static final int LONGEST_DAYS = 36_500;
  private static final String DAYS = "must be 1 to 36500, or null to keep memories for ever";

  private final Access access;
  private final PersonaStore personas;
  private final SpaceStore spaces;

  public SpaceSettingsResource(Access access, PersonaStore personas, SpaceStore spaces) {
    this.access = access;
    this.personas = personas;
    this.spaces = spaces;
  }

  /**
   * The standing text about the user or agent.
   *
   * @param text empty when there is none
   * @param version 0 when there never was one
   */
  public record PersonaView(String space, String text, int version, @Nullable Instant writtenAt) {
    private static PersonaView of(String space, Persona persona) {
      return new PersonaView(space, persona.text(), persona.version(), persona.writtenAt());
    }
  }

  /** A persona to be written; an empty text takes it away. */
  public record NewPersona(
      @NotNull(message = "is needed")
          @Size(max = 8_000, message = "must have at most 8000 characters")
          String text) {}

  /**
   * Settings of a space.
   *
   * @param retentionDays so long after they were recorded, memories that are not pinned are
   *     forgotten; null for never
   */
  public record Settings(
      @Nullable @Min(value = 1, message = DAYS) @Max(value = LONGEST_DAYS, message = DAYS)
          Integer retentionDays) {}

  @GET
  @Path("/persona")
  public PersonaView persona(
      @PathParam("space") String name, @QueryParam("as_of") @Nullable String asOf) {
    Instant then = Times.read("as_of", asOf);
    return living(name)
        .flatMap(space -> personas.of(space.tenantId(), space.id(), then))
        .map(persona -> PersonaView.of(name, persona))
        .orElseGet(() -> new PersonaView(name, "", 0, null));
  }

  @PUT
  @Path("/persona")
  public PersonaView write(
      @PathParam("space") String name, @NotNull(message = "is needed") @Valid NewPersona asked) {
    SpaceName space = Access.nameOf("space", name);
    Caller caller = access.require(Permission.WRITE, List.of(space));
    String text = Contents.storable(asked.text()).strip();
    return PersonaView.of(name, personas.write(caller.tenantId(), space, text, caller.subject()));
  }

  @GET
  @Path("/settings")
  public Settings settings(@PathParam("space") String name) {
    OptionalInt days =
        living(name)
            .map(space -> spaces.retentionDays(space.tenantId(), space.id()))
            .orElse(OptionalInt.empty());
    return new Settings(days.isPresent() ? days.getAsInt() : null);
  }

  /** Lays all settings down anew. */
  @PUT
  @Path("/settings")
  public Settings settings(
      @PathParam("space") String name, @NotNull(message = "is needed") @Valid Settings asked) {
    SpaceName space = Access.nameOf("space", name);
    access.require(Permission.WRITE, List.of(space));
    spaces.retainFor(
        access.tenant(),
        space,
        asked.retentionDays() == null
            ? OptionalInt.empty()
            : OptionalInt.of(asked.retentionDays()));
    return asked;
  }

  private Optional<Space> living(String name) {
    return access.spaces(Permission.READ, List.of(Access.nameOf("space", name))).stream()
        .findFirst();
  }
}
