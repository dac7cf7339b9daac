package dev.cairn.api.diagnosis;

/** What is the matter with a training. */
public enum Verdict {
    /** Too few epochs to say anything. */
    TOO_SHORT,
    /** The loss became infinite, not a number, or hopeless. */
    DIVERGED,
    /** Gradients grew beyond measure. */
    EXPLODING_GRADIENT,
    /** The first layers hardly learn. */
    VANISHING_GRADIENT,
    /** The loss jumps up and down. */
    UNSTABLE,
    /** It learns by heart. */
    OVERFITTING,
    /** It hardly learns at all. */
    UNDERFITTING,
    /** It has long stopped to become better. */
    PLATEAU,
    /** It would become better with more epochs. */
    STILL_IMPROVING,
    /** Nothing is wrong with it. */
    GOOD
}
