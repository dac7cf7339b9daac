package dev.cairn.benchmarks.problem;

import java.util.Random;

/** What is observed where the noiseless loss is known. */
@FunctionalInterface
interface Noise {
    Noise NONE = (loss, random) -> loss;

    /**
     * @param random a stream for this one evaluation
     */
    double observed(double loss, Random random);

    static Noise gaussian(double sigma) {
        return (loss, random) -> loss + sigma * random.nextGaussian();
    }
}
