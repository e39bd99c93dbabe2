/**
 * The demo: {@link dev.memary.demo.Demo} lets Memary remember a year of conversation, asks ten
 * questions about it and counts how often the right episode is among the first five results.
 */
@NullMarked
package dev.memary.demo;

import org.jspecify.annotations.NullMarked;
