package dev.memary.agent.answer;

/**
 * A client's request as it came. It passes through here unread, so that whatever a client and a
 * model agree on reaches the model.
 */
public interface ClientRequest {}
