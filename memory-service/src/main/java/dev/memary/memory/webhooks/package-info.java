/** Telling others what became of memories, at addresses of their own. */
@NullMarked
package dev.memary.memory.webhooks;

import org.jspecify.annotations.NullMarked;
