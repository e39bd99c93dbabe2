/** API keys: who holds one, and what it grants. */
@NullMarked
package dev.memary.gateway.keys;

import org.jspecify.annotations.NullMarked;
