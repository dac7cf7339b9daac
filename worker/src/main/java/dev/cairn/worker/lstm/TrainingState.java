package dev.cairn.worker.lstm;

import dev.cairn.search.Rules;

/**
 * Where a training stands at the end of an epoch, but for what its network holds (see {@link CheckpointFile}). What a training
 * carries from one epoch to the next must be here, or a resumed one goes another way.
 *
 * @param epoch the last one that is over, from 1
 * @param seconds that the training took until then, in all attempts together
 * @param lastFiniteLoss of the last update
 */
record TrainingState(int epoch, double seconds, double lastFiniteLoss) {
    TrainingState {
        int over = epoch;
        double took = seconds;
        var rules = new Rules();
        rules.check(over >= 1, "/epoch", () -> "epoch must be at least 1 but was " + over);
        rules.check(
                took >= 0 && Double.isFinite(took),
                "/seconds",
                () -> "seconds must be finite and at least 0 but was " + took);
        rules.hold();
    }
}
