package dev.cairn.worker.data;

/** How a network forecasts several steps. */
public enum HorizonStrategy {
    /** It answers them all at once. */
    DIRECT,
    /** It answers one, and is shown its answer in the place of what will be observed to go on. */
    RECURSIVE
}
