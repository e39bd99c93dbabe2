/** Adapter: PostgreSQL. */
@NullMarked
package dev.memary.gateway.store;

import org.jspecify.annotations.NullMarked;
