package dev.cairn.api.trial;

/** Where a trial came from. */
public enum Origin {
    /** The study's sampler. */
    SUGGESTED,
    /** A person, who named the point. */
    ENQUEUED,
    /** Another study or program, where it was run; it counts against no budget. */
    IMPORTED,
    /** The study's end: a candidate's point repeated, or the winner's once more. */
    CONFIRMATION
}
