/**
 * agent-service: a chat turn with memory. {@code turn} is the turn itself, {@code history} what the
 * client said, {@code memory} and {@code answer} the ports to memory-service and to a model with
 * what goes through them. Adapters: {@code api} (REST), {@code client} (the other services), {@code
 * openai} (the shapes on both wires).
 */
@NullMarked
package dev.memary.agent;

import org.jspecify.annotations.NullMarked;
