/** Studies as rows. */
@NullMarked
package dev.cairn.service.study;

import org.jspecify.annotations.NullMarked;
