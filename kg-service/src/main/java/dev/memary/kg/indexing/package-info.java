/** Stage 1: an episode becomes searchable. */
@NullMarked
package dev.memary.kg.indexing;

import org.jspecify.annotations.NullMarked;
