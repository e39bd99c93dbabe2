/** How often a key may call, so that none crowds out the others. */
@NullMarked
package dev.memary.gateway.limits;

import org.jspecify.annotations.NullMarked;
