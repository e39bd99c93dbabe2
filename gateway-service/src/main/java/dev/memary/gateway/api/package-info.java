/** Adapter: identity, the relay to the services behind, and administration of keys. */
@NullMarked
package dev.memary.gateway.api;

import org.jspecify.annotations.NullMarked;
