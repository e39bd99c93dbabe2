/**
 * {@code ./memary bench graph}: a synthetic graph of many spaces in the real stores ({@link
 * dev.memary.systemtests.graph.SyntheticSpace}, {@link dev.memary.systemtests.graph.Filling}), and
 * what searches in it take.
 */
package dev.memary.systemtests.graph;
