/** Drawing in a terminal, and plain lines elsewhere. */
@NullMarked
package dev.cairn.cli.terminal;

import org.jspecify.annotations.NullMarked;
