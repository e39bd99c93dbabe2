/** Adapter: Kafka. */
@NullMarked
package dev.memary.worker.events;

import org.jspecify.annotations.NullMarked;
