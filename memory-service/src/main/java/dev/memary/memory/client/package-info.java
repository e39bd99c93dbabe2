/** Adapter: calls to other services. */
@NullMarked
package dev.memary.memory.client;

import org.jspecify.annotations.NullMarked;
