/** Adapter: Kafka. */
@NullMarked
package dev.memary.kg.events;

import org.jspecify.annotations.NullMarked;
