/** Port to a language model, and the answer from memory when there is none. */
@NullMarked
package dev.memary.agent.answer;

import org.jspecify.annotations.NullMarked;
