/** Runs of samplers on problems, and the file of their results. */
@NullMarked
package dev.cairn.benchmarks.run;

import org.jspecify.annotations.NullMarked;
