package dev.cairn.worker.lstm;

/**
 * The weights that are judged and saved, where they are not those of the last update.
 *
 * @param memory share of the average that an update keeps
 * @param from epochs after this one count in the average
 */
record Averaging(Kind kind, double memory, int from) {
    enum Kind {
        NONE,
        /** A decaying mean over updates (Polyak and Juditsky, 1992, with a window). */
        EXPONENTIAL,
        /** The mean over the last epochs' ends: stochastic weight averaging (Izmailov et al., 2018, algorithm 1). */
        TAIL
    }

    static Averaging of(LstmHyperparameters h) {
        return new Averaging(Kind.valueOf(h.choice("weightAveraging")), h.real("averagingMemory"), (int)
                Math.floor(h.epochs() * h.real("averagingStart")));
    }

    boolean averages() {
        return kind != Kind.NONE;
    }

    void afterUpdate(FoldState state) {
        if (kind == Kind.EXPONENTIAL) {
            long before = state.progress.averaged();
            // At first no longer a memory than there is to remember: the weights of the start would stay in it.
            add(state, 1 - Math.min(memory, before / (before + 1.0)));
        }
    }

    /** To be called with the number of the epoch that is over. */
    void afterEpoch(int epoch, FoldState state) {
        if (kind == Kind.TAIL && epoch > from) {
            add(state, 1.0 / (state.progress.averaged() + 1));
        }
    }

    private static void add(FoldState state, double share) {
        for (int i = 0; i < state.weights.length; i++) {
            state.average[i] += (float) (share * (state.weights[i] - state.average[i]));
        }
        state.progress = state.progress.averagedOneMore();
    }

    float[] judged(FoldState state) {
        return state.progress.averaged() > 0 ? state.average : state.weights;
    }
}
