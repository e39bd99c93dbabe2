package dev.memary.kg.graph;

import java.util.UUID;

/** Which space, of which tenant. No operation on the graph does without one. */
public record SpaceKey(String tenantId, UUID spaceId) {}
