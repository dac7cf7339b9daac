/** The worker protocol: lease, report, outcome. */
@NullMarked
package dev.cairn.api.lease;

import org.jspecify.annotations.NullMarked;
