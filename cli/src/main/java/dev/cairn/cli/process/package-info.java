/** Child processes that end with us, however we end. */
@NullMarked
package dev.cairn.cli.process;

import org.jspecify.annotations.NullMarked;
