package dev.memary.agent.turn;

import dev.memary.agent.answer.ClientRequest;
import dev.memary.agent.history.Conversation;
import dev.memary.agent.memory.Asker;

/**
 * What a client asks for.
 *
 * @param capture false answers and records nothing
 * @param request the request that the conversation stands in
 */
public record Turn(
    Asker asker,
    String session,
    boolean capture,
    Conversation conversation,
    ClientRequest request) {}
