package dev.cairn.benchmarks.training;

/** In the order in which the problems list them. */
public enum DescentRule {
    ADAM,
    SGD,
    RMSPROP
}
