/** Adapter: REST operations of memory-service. */
@NullMarked
package dev.memary.memory.api;

import org.jspecify.annotations.NullMarked;
