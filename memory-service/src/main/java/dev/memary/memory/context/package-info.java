/** What a model is given before it answers: one block of all that bears on it, within a budget. */
@NullMarked
package dev.memary.memory.context;

import org.jspecify.annotations.NullMarked;
