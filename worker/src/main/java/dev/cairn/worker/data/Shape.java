package dev.cairn.worker.data;

/**
 * What a network must take in and give out to serve some data.
 *
 * @param features numbers at each time step of an input
 * @param outputs numbers that it answers one example with
 * @param answer what these numbers are
 * @param tokens 0 if inputs are numbers; else they are whole numbers below this, one at each step, each of them a name
 */
public record Shape(int features, int outputs, Answer answer, int tokens) {
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
