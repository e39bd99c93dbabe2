/** Adapter: Kafka. */
@NullMarked
package dev.memary.memory.events;

import org.jspecify.annotations.NullMarked;
