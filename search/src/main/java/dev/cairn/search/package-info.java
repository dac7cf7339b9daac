/**
 * Hyperparameter search as a library: describe a {@linkplain dev.cairn.search.space space} and
 * {@linkplain dev.cairn.search.objective objectives}, ask a {@linkplain dev.cairn.search.sampler sampler} for points, tell
 * it results. No clock, no storage, no framework.
 */
@NullMarked
package dev.cairn.search;

import org.jspecify.annotations.NullMarked;
