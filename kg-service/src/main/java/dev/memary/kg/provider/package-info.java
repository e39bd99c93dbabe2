/** Adapter: Lucene's analysis. */
@NullMarked
package dev.memary.kg.provider;

import org.jspecify.annotations.NullMarked;
