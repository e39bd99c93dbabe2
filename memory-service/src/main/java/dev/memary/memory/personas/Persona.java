package dev.memary.memory.personas;

import java.time.Instant;
import java.util.UUID;

/**
 * The standing text about a user or an agent.
 *
 * @param text empty when it was taken away
 * @param writtenBy the credential behind it
 */
public record Persona(
    UUID spaceId, int version, String text, Instant writtenAt, String writtenBy) {}
