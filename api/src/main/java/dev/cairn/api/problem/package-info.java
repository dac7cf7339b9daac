/** Errors on the wire: RFC 9457 problem documents with stable codes. */
@NullMarked
package dev.cairn.api.problem;

import org.jspecify.annotations.NullMarked;
