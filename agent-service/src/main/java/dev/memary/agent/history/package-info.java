/** What a client sends: its messages, and which of them are new. */
@NullMarked
package dev.memary.agent.history;

import org.jspecify.annotations.NullMarked;
