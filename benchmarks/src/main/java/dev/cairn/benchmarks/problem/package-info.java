/** Functions to minimise whose optimum is known, in suites. */
@NullMarked
package dev.cairn.benchmarks.problem;

import org.jspecify.annotations.NullMarked;
