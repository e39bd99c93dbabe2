/** Adapter: Redis. */
@NullMarked
package dev.memary.gateway.provider;

import org.jspecify.annotations.NullMarked;
