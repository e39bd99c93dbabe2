/** What was said in a session before its newest messages, in some fifty words. */
@NullMarked
package dev.memary.memory.summaries;

import org.jspecify.annotations.NullMarked;
