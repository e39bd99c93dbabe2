/** Adapter: PostgreSQL. */
@NullMarked
package dev.memary.memory.store;

import org.jspecify.annotations.NullMarked;
