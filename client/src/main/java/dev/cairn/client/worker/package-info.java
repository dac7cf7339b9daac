/**
 * The worker SDK: a {@link dev.cairn.client.worker.Trainer} trains a trial, a {@link dev.cairn.client.worker.Worker} does the
 * rest: it leases trials, keeps their leases, reports, saves checkpoints, and delivers what came of them.
 */
@NullMarked
package dev.cairn.client.worker;

import org.jspecify.annotations.NullMarked;
