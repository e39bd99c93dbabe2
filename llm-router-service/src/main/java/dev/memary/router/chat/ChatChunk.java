package dev.memary.router.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a streamed answer, in OpenAI's shape ({@code chat.completion.chunk}).
 *
 * @param content whether the client gets anything of the answer with it (text, a tool call): from
 *     the first such piece on no other provider can take over
 * @param finished whether it holds the reason why the answer ends
 * @param usage what the answer took, with the last piece of a provider that tells
 */
public record ChatChunk(
    ObjectNode json, boolean content, boolean finished, @Nullable Usage usage) {}
