/**
 * A chat, what may answer it, and what may go wrong. Requests and answers stay the JSON documents
 * of OpenAI's API, so that fields nobody here knows pass through.
 */
@NullMarked
package dev.memary.router.chat;

import org.jspecify.annotations.NullMarked;
