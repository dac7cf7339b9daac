package dev.cairn.api.task;

/**
 * How a data set is divided into what trains, what judges trials, and what is sealed until the study's end. What may stand
 * beside what depends on the order of the data: {@link TimeSplit} is for rows in time, {@link ClassSplit} for examples that know no order.
 */
public sealed interface Split permits TimeSplit, ClassSplit {
    /** Share of the data that is sealed; 0 if nothing is, and nothing confirmed. */
    Double test();

    default boolean hasTest() {
        return test() > 0;
    }
}
