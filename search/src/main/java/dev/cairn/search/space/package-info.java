/** What may be tried: parameters, their scales and conditions, and the points they span. */
@NullMarked
package dev.cairn.search.space;

import org.jspecify.annotations.NullMarked;
