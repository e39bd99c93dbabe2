/** Adapter: OpenAI's shapes, read from clients and models and written to both. */
@NullMarked
package dev.memary.agent.openai;

import org.jspecify.annotations.NullMarked;
