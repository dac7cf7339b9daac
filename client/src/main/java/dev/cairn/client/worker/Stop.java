package dev.cairn.client.worker;

import java.util.Map;

/** Why a trial shall end before it is done. */
public enum Stop {
    /** The service said so: the study's pruner stops it, a person cancelled it, or its study is ending. */
    TOLD,
    /** This worker must stop. The trial goes on elsewhere, from its last checkpoint. */
    PREEMPTED,
    /** The trial is another worker's now, or gone: whatever comes of it here is thrown away. */
    LOST;

    /** What a training that stopped for it came to. */
    Result result(Map<String, Double> metrics) {
        return this == TOLD ? Result.pruned(metrics) : Result.preempted();
    }
}
