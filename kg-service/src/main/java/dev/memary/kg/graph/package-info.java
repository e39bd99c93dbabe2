/**
 * The knowledge graph as the rest of the service sees it: episodes, entities and dated facts behind
 * one port.
 */
@NullMarked
package dev.memary.kg.graph;

import org.jspecify.annotations.NullMarked;
