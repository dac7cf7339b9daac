/** The command line. */
@NullMarked
package dev.cairn.benchmarks.command;

import org.jspecify.annotations.NullMarked;
