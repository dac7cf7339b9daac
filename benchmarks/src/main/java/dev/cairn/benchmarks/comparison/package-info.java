/** Whether one sampler is better than others, with the uncertainty of that. */
@NullMarked
package dev.cairn.benchmarks.comparison;

import org.jspecify.annotations.NullMarked;
