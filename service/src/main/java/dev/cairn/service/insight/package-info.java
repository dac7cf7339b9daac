/** What a study's trials say together: computed beside the work, stored once, the same for every reader. */
@NullMarked
package dev.cairn.service.insight;

import org.jspecify.annotations.NullMarked;
