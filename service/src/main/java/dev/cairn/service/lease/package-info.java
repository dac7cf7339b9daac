/** The worker protocol: granting, reporting, ending, expiring. */
@NullMarked
package dev.cairn.service.lease;

import org.jspecify.annotations.NullMarked;
