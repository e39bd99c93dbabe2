/**
 * Recall without a language model: candidates from the store, ranked here with the space's own
 * statistics.
 */
@NullMarked
package dev.memary.kg.retrieval;

import org.jspecify.annotations.NullMarked;
