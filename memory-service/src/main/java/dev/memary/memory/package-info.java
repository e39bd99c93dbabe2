/** memory-service: what was said. */
@NullMarked
package dev.memary.memory;

import org.jspecify.annotations.NullMarked;
