/**
 * The events of the platform, as they stand on the wire: ids and outcomes, never text or names.
 * Wire names are ours (`memary.episode.recorded.v1`); changes are additive; readers ignore what
 * they do not know. Every event has a JSON Schema under {@code contracts/schemas} and a golden
 * example under {@code contracts/examples} that producers and consumers test against.
 */
@NullMarked
package dev.memary.contracts.events;

import org.jspecify.annotations.NullMarked;
