/**
 * The two layers: memory stream (breadth) and entity knowledge (depth), the second computed from
 * the first.
 */
@NullMarked
package dev.memary.memory.stream;

import org.jspecify.annotations.NullMarked;
