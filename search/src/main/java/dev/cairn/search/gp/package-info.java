/** The Gaussian process: kernel, likelihood, acquisition. Sees numbers only, never a space or a trial. */
@NullMarked
package dev.cairn.search.gp;

import org.jspecify.annotations.NullMarked;
