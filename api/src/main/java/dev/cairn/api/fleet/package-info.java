/** Workers as people and autoscalers see them. */
@NullMarked
package dev.cairn.api.fleet;

import org.jspecify.annotations.NullMarked;
