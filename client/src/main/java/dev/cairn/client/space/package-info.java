/** A record's components as a search space, and points as such records. */
@NullMarked
package dev.cairn.client.space;

import org.jspecify.annotations.NullMarked;
