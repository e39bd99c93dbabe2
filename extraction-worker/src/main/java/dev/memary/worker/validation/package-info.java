/**
 * What a model proposes is believed only as far as the text bears it out. Every check is
 * deterministic: it reads the utterance, never the model's reasons.
 */
@NullMarked
package dev.memary.worker.validation;

import org.jspecify.annotations.NullMarked;
