/** Texts as vectors. */
@NullMarked
package dev.memary.router.embeddings;

import org.jspecify.annotations.NullMarked;
