/** How much a tenant may bring in, so that none crowds out the others. */
@NullMarked
package dev.memary.memory.limits;

import org.jspecify.annotations.NullMarked;
