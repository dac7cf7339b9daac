/** The wire format, shared by service, worker and client. */
@NullMarked
package dev.cairn.api;

import org.jspecify.annotations.NullMarked;
