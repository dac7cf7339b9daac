/** A real Postgres in a folder, from binaries that Maven brought. */
@NullMarked
package dev.cairn.cli.postgres;

import org.jspecify.annotations.NullMarked;
