/**
 * A deterministic double of an OpenAI-compatible server, for tests and for playing without a model:
 * {@link dev.memary.llmdouble.LlmDouble} serves, {@link dev.memary.llmdouble.PromptReader} finds
 * the answer, {@link dev.memary.llmdouble.Fault} is what goes wrong on demand.
 */
@NullMarked
package dev.memary.llmdouble;

import org.jspecify.annotations.NullMarked;
