/** Adapter: calls to memory-service and llm-router-service. */
@NullMarked
package dev.memary.agent.client;

import org.jspecify.annotations.NullMarked;
