/** Port to what is remembered. */
@NullMarked
package dev.memary.agent.memory;

import org.jspecify.annotations.NullMarked;
