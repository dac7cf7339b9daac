/** The service and its Postgres under load: started for one measurement, asked through raw sockets and through bare JDBC. */
@NullMarked
package dev.cairn.benchmarks.server;

import org.jspecify.annotations.NullMarked;
