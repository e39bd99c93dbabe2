/** How far an episode has come: indexed, understood, or why not. */
@NullMarked
package dev.memary.memory.ingestion;

import org.jspecify.annotations.NullMarked;
