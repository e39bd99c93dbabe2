/** Spaces as files: taken out and brought in again, here or elsewhere. */
@NullMarked
package dev.memary.memory.portability;

import org.jspecify.annotations.NullMarked;
