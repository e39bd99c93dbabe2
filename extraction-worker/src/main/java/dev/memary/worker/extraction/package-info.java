/**
 * What a message means: an {@link dev.memary.worker.extraction.Utterance} goes in, entities and
 * facts come out. Plain Java; how an extraction is made stands in the sub-packages.
 */
@NullMarked
package dev.memary.worker.extraction;

import org.jspecify.annotations.NullMarked;
