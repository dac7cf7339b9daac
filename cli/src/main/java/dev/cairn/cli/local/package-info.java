/** The whole of Cairn on this machine: Postgres, service and workers. */
@NullMarked
package dev.cairn.cli.local;

import org.jspecify.annotations.NullMarked;
