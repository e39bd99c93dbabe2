/** Adapter: calls to memory-service and llm-router-service. */
@NullMarked
package dev.memary.kg.client;

import org.jspecify.annotations.NullMarked;
