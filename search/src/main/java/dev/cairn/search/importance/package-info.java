/** How much each parameter of a study matters for reaching its best values. */
@NullMarked
package dev.cairn.search.importance;

import org.jspecify.annotations.NullMarked;
