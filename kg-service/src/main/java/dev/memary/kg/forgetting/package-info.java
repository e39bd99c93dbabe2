/** Tombstones: what was forgotten leaves the graph and never comes back. */
@NullMarked
package dev.memary.kg.forgetting;

import org.jspecify.annotations.NullMarked;
