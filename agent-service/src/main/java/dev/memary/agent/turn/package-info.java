/** One turn: record, recall, ask, relay, record. */
@NullMarked
package dev.memary.agent.turn;

import org.jspecify.annotations.NullMarked;
