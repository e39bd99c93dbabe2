/**
 * What do we remember that bears on this? Results of the graph and of what is not in it yet, as one
 * list or one block.
 */
@NullMarked
package dev.memary.memory.recall;

import org.jspecify.annotations.NullMarked;
