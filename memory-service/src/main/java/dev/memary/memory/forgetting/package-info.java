/** Erasure: tombstones, and receipts that say what was removed where. */
@NullMarked
package dev.memary.memory.forgetting;

import org.jspecify.annotations.NullMarked;
