/**
 * The REST API from Java. Answers are read tolerantly: a newer service may add fields, and a word that this version does not know,
 * such as a state, is null.
 */
@NullMarked
package dev.cairn.client;

import org.jspecify.annotations.NullMarked;
