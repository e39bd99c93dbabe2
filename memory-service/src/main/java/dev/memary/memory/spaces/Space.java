package dev.memary.memory.spaces;

import java.util.UUID;

/** A space with the opaque id that stands for it everywhere inside. */
public record Space(String tenantId, UUID id, SpaceName name) {}
