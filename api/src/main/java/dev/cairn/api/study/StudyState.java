package dev.cairn.api.study;

import java.util.Map;
import java.util.Set;

/** Where a study stands. The database holds the same table of legal changes. */
public enum StudyState {
    /** Trials are granted. */
    ACTIVE,
    /** No trial is granted; running ones go on. */
    PAUSED,
    /** It is ending, by a person or a spent budget: no trial is granted, running ones are told to end. */
    STOPPING,
    /** The search is over; its best points are being repeated, or the winner is being confirmed on the sealed test part. */
    CONFIRMING,
    COMPLETED,
    FAILED,
    CANCELLED;

    private static final Map<StudyState, Set<StudyState>> NEXT = Map.of(
            ACTIVE, Set.of(PAUSED, STOPPING, CONFIRMING, COMPLETED, FAILED),
            PAUSED, Set.of(ACTIVE, STOPPING),
            STOPPING, Set.of(CONFIRMING, COMPLETED, FAILED, CANCELLED),
            CONFIRMING, Set.of(STOPPING, COMPLETED),
            COMPLETED, Set.of(ACTIVE),
            FAILED, Set.of(ACTIVE));

    /** Whether it has ended and stays so, unless a person gives it more to do. */
    public boolean isFinal() {
        return this == COMPLETED || this == FAILED || this == CANCELLED;
    }

    public boolean canBecome(StudyState next) {
        return NEXT.getOrDefault(this, Set.of()).contains(next);
    }
}
