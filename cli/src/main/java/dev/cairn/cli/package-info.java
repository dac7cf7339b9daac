/** The command line's entrance. */
@NullMarked
package dev.cairn.cli;

import org.jspecify.annotations.NullMarked;
