package dev.cairn.worker.data;

import java.util.List;
import java.util.function.IntFunction;

/** Examples of a task as they stand in the table, by their numbers. */
interface RawExamples {
    /**
     * How a network sees them.
     *
     * @param steps of an example, [step][feature], flat
     */
    record Encoded(ClassEncoding encoding, IntFunction<float[]> steps) {}

    /** How a linear model sees them. */
    record Inputs(int count, IntFunction<SparseVector> of) {}

    /** Learns from the examples {@code fitting}, and from no others, how a network sees them all. */
    Encoded encoded(int[] fitting, List<String> classes);

    /** Learns from the examples {@code training}, and from no others, how a linear model sees them all. */
    Inputs inputs(int[] training);
}
