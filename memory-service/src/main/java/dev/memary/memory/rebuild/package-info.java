/** Rebuilding the graph from what is stored: online, resumable, without asking a model again. */
@NullMarked
package dev.memary.memory.rebuild;

import org.jspecify.annotations.NullMarked;
