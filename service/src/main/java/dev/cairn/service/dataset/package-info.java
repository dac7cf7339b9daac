/** Data sets: checked when uploaded, addressed by digest. */
@NullMarked
package dev.cairn.service.dataset;

import org.jspecify.annotations.NullMarked;
