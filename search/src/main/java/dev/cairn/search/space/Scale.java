package dev.cairn.search.space;

/** How a numeric range is spread over the unit interval. */
public enum Scale {
    /** Equal differences are equally far apart. */
    LINEAR,
    /** Equal ratios are equally far apart; the range must lie above 0. */
    LOG,
    /** Fine near the upper end: distances from {@code high + low} are spread by ratio. For rates close to 1. */
    REVERSE_LOG
}
