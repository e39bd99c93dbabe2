/**
 * Events on Kafka: published until the broker has acknowledged them, read in batches, set aside
 * when unreadable.
 */
@NullMarked
package dev.memary.events;

import org.jspecify.annotations.NullMarked;
