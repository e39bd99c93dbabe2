/** Stage 2: fetch the text, extract, keep what was extracted, integrate it. */
@NullMarked
package dev.memary.worker.understanding;

import org.jspecify.annotations.NullMarked;
