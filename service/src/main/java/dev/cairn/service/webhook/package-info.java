/** Tells the ends of studies to addresses that their specifications name. */
@NullMarked
package dev.cairn.service.webhook;

import org.jspecify.annotations.NullMarked;
