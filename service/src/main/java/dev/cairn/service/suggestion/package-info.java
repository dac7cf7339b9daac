/** Asks the sampler, outside any transaction, and writes its answer by compare-and-set. */
@NullMarked
package dev.cairn.service.suggestion;

import org.jspecify.annotations.NullMarked;
