package dev.cairn.worker.data;

import dev.cairn.api.task.TimeSplit.Rows;
import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Violation;
import java.util.ArrayList;
import java.util.List;

/**
 * A training part, divided in time: what is fitted to, what early stopping watches, what calibrates. The last is the latest, as
 * it is to tell what errors the network makes on rows to come, and neither fitting nor stopping has looked at it.
 *
 * @param calibrating never empty
 */
record TrainingSlices(List<Rows> fitted, List<Rows> watched, List<Rows> calibrating) {

    /**
     * Divides a training part.
     *
     * @param watchedShare of the training rows, in [0, 1)
     * @param calibrationShare likewise, above 0
     * @param reach rows that a window needs before the row it is about
     * @param fitsAll whether what calibrates something else is fitted to all the same
     * @throws InvalidValueException if a slice has no room
     */
    static TrainingSlices of(
            List<Rows> train, double watchedShare, double calibrationShare, int reach, boolean fitsAll) {
        int all = train.stream().mapToInt(Rows::count).sum();
        int calibrated = (int) (all * calibrationShare);
        int watched = (int) (all * watchedShare);
        List<Rows> calibrating = tail(train, calibrated);
        List<Rows> rest = fitsAll ? train : head(train, calibrating);
        List<Rows> stopping = tail(rest, watched);
        List<Rows> fitted = head(rest, stopping);
        if (usable(calibrating, reach) < 2
                || usable(fitted, reach) < 1
                || watchedShare > 0 && usable(stopping, reach) < 1) {
            throw new InvalidValueException(List.of(new Violation(
                    "/hyperparameters/calibrationShare",
                    "of " + all + " training rows " + calibrated + " would calibrate and " + watched
                            + " would be watched for early stopping: too few of them, or of the others to train on, with"
                            + " windows that reach back " + reach)));
        }
        return new TrainingSlices(fitted, stopping, calibrating);
    }

    /** The latest rows, out of the last part that has some. */
    private static List<Rows> tail(List<Rows> parts, int count) {
        if (parts.isEmpty() || count == 0) {
            return List.of();
        }
        Rows last = parts.get(parts.size() - 1);
        return List.of(new Rows(Math.max(last.from(), last.to() - count), last.to()));
    }

    /** What is left without that. */
    private static List<Rows> head(List<Rows> parts, List<Rows> tail) {
        if (tail.isEmpty()) {
            return parts;
        }
        Rows last = parts.get(parts.size() - 1);
        var before = new Rows(last.from(), tail.get(0).from());
        List<Rows> head = new ArrayList<>(parts.subList(0, parts.size() - 1));
        if (before.count() > 0) {
            head.add(before);
        }
        return head;
    }

    private static int usable(List<Rows> parts, int reach) {
        return parts.stream()
                .mapToInt(part -> Math.max(0, part.to() - Math.max(part.from(), reach)))
                .sum();
    }
}
