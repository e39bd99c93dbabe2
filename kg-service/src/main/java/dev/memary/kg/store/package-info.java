/** Adapter: Neo4j. One class builds every query. */
@NullMarked
package dev.memary.kg.store;

import org.jspecify.annotations.NullMarked;
