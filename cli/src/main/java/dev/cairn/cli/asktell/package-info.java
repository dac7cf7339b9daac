/** Ask and tell over JSON lines, so that a program in any language can use the search. */
@NullMarked
package dev.cairn.cli.asktell;

import org.jspecify.annotations.NullMarked;
