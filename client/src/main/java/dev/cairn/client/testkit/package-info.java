/**
 * Runs a trainer in a unit test: against a lease in memory, without a service, HTTP or a test framework. Begin with {@link
 * dev.cairn.client.testkit.Rehearsal}.
 */
@NullMarked
package dev.cairn.client.testkit;

import org.jspecify.annotations.NullMarked;
