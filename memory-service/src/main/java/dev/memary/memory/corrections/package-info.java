/** Merges and splits of entities: what users put right, and how it comes into the graph. */
@NullMarked
package dev.memary.memory.corrections;

import org.jspecify.annotations.NullMarked;
