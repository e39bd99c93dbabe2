/** extraction-worker: what a message means. */
@NullMarked
package dev.memary.worker;

import org.jspecify.annotations.NullMarked;
