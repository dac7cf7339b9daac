/** What a study's trials say together. */
@NullMarked
package dev.cairn.api.insight;

import org.jspecify.annotations.NullMarked;
