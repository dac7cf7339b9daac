/** What people do to studies and trials: cancel, retry, exclude, enqueue, measure later, change, delete. Each act is an event. */
@NullMarked
package dev.cairn.service.steering;

import org.jspecify.annotations.NullMarked;
