/** The client's upper layers against the service. */
@NullMarked
package dev.cairn.service.sdk;

import org.jspecify.annotations.NullMarked;
