/** What people do to trials: cancel, retry, exclude, enqueue, measure later. Each act is an event. */
@NullMarked
package dev.cairn.service.steering;

import org.jspecify.annotations.NullMarked;
