/**
 * Understanding without a language model: OpenNLP splits sentences, tags words and finds their
 * lemmas; rules of our own read phrases ({@link
 * dev.memary.worker.extraction.classical.PhraseReader}), clauses ({@link
 * dev.memary.worker.extraction.classical.ClauseReader}) and dates ({@link
 * dev.memary.kit.language.DateExpressions}) and turn them into facts ({@link
 * dev.memary.worker.extraction.classical.FactRules}).
 *
 * <p>There is no model for names: word lists, casing and the words around a name give it a type.
 * The lists were written by hand for this project and stand under its licence (Apache-2.0), as do
 * the OpenNLP models.
 */
@NullMarked
package dev.memary.worker.extraction.classical;

import org.jspecify.annotations.NullMarked;
