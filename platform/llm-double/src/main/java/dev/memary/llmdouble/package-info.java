/**
 * Deterministic doubles of language model servers, for tests and for playing without a model:
 * {@link dev.memary.llmdouble.LlmDouble} speaks OpenAI's API, {@link
 * dev.memary.llmdouble.OllamaDouble} Ollama's and {@link dev.memary.llmdouble.PerplexityDouble}
 * Perplexity's. {@link dev.memary.llmdouble.PromptReader} finds the answer, {@link
 * dev.memary.llmdouble.Answer} calls tools, {@link dev.memary.llmdouble.Scheduler} is the GPU, and
 * {@link dev.memary.llmdouble.Fault} is what goes wrong on demand, in a process of its own through
 * {@link dev.memary.llmdouble.FaultControl}.
 */
@NullMarked
package dev.memary.llmdouble;

import org.jspecify.annotations.NullMarked;
