package dev.cairn.service.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * One step of a history. It makes sense in any state, so that others can be left out before it.
 *
 * @param which chooses among what there is: attempts, requests
 * @param how chooses among values, and the replica that is called
 */
record Step(Action action, int which, int how) {
    enum Action {
        ASK(6),
        ASK_AGAIN(2),
        /** One request sent twice at once, to two replicas. */
        ASK_TWICE_AT_ONCE(1),
        /** Two workers ask two replicas at once. */
        TWO_ASK_AT_ONCE(2),
        REPORT(6),
        REPORT_AGAIN(2),
        END(6),
        /** An outcome that asks for the next trial in the same call. */
        HAND_OVER(5),
        END_AGAIN(2),
        END_OTHERWISE(1),
        END_TWICE_AT_ONCE(1),
        /** Two different outcomes of an attempt sent at once, to two replicas. */
        TWO_ENDS_AT_ONCE(1),
        GIVE_BACK(1),
        PAUSE(1),
        RESUME(2),
        CANCEL(1),
        CANCEL_TRIAL(2),
        RETRY_TRIAL(3),
        RETRY_FAILED(1),
        /** A point that a person wants tried. */
        ENQUEUE(2),
        /** A larger budget, which reopens a study that has ended. */
        WIDEN(1),
        /** A smaller one, which may end it. */
        NARROW(1),
        /** A trial shall teach nothing, or something again. */
        EXCLUDE(2),
        /** Metrics that come after a trial has completed. */
        MEASURE(1),
        CLOCK(6),
        SWEEP(3);

        private final int weight;

        Action(int weight) {
            this.weight = weight;
        }
    }

    private static final List<Action> WEIGHTED = weighted();
    /** Larger than the number of things to choose from, so that each is about as likely. */
    private static final int MANY = 1000;

    private static List<Action> weighted() {
        var all = new ArrayList<Action>();
        for (Action action : Action.values()) {
            for (int i = 0; i < action.weight; i++) {
                all.add(action);
            }
        }
        return all;
    }

    static Step of(Random random) {
        return new Step(WEIGHTED.get(random.nextInt(WEIGHTED.size())), random.nextInt(MANY), random.nextInt(MANY));
    }
}
