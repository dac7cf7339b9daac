package dev.cairn.worker.data;

import java.util.List;

/**
 * What a network must take in and give out to serve some data.
 *
 * @param features numbers at each time step of an input
 * @param outputs numbers that it answers one example with
 * @param answer what these numbers are
 * @param tokens 0 if inputs are numbers; else they are whole numbers below this, one at each step, each of them a name
 * @param quantiles if the answer is quantiles: which, over and over, so that output i is the one with number i modulo their count;
 *     else empty
 */
public record Shape(int features, int outputs, Answer answer, int tokens, List<Double> quantiles) {
    public Shape {
        quantiles = List.copyOf(quantiles);
    }

    /** Without quantiles. */
    public Shape(int features, int outputs, Answer answer, int tokens) {
        this(features, outputs, answer, tokens, List.of());
    }

    /** Of numbers. */
    public Shape(int features, int outputs, Answer answer) {
        this(features, outputs, answer, 0);
    }

    /** The meaning of a network's outputs; it decides the last layer and which losses make sense. */
    public enum Answer {
        /** Real numbers of any size. */
        NUMBERS,
        /** Probabilities of classes that exclude each other; what an example should answer is 1 for its class and 0 elsewhere. */
        CLASSES
    }
}
