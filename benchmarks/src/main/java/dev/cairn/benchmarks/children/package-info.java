/** Training processes as the worker starts them: how many of them a machine bears, and what they take against what was predicted. */
@NullMarked
package dev.cairn.benchmarks.children;

import org.jspecify.annotations.NullMarked;
