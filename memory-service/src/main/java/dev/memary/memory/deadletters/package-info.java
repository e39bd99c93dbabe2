/** What a stage could not do: kept until an operator replays or discards it. */
@NullMarked
package dev.memary.memory.deadletters;

import org.jspecify.annotations.NullMarked;
