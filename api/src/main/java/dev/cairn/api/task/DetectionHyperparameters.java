package dev.cairn.api.task;

import static dev.cairn.api.task.Hyperparameter.choice;
import static dev.cairn.api.task.Hyperparameter.integer;
import static dev.cairn.api.task.Hyperparameter.real;

import dev.cairn.api.task.Hyperparameter.Group;
import dev.cairn.search.space.Scale;
import java.util.List;
import java.util.stream.Stream;

/** How what a network answers becomes an alarm. */
final class DetectionHyperparameters {
    private static final String METHOD = "method";
    private static final String RULE = "thresholdRule";
    private static final Object[] BY_ERROR = {"FORECAST", "RECONSTRUCTION"};
    private static final String SUPERVISED = "SUPERVISED";

    static final List<Hyperparameter> ALL = Stream.of(
                    choice(METHOD, "FORECAST", "RECONSTRUCTION", SUPERVISED)
                            .advising("An alarm's ground: a forecast's error, a reconstruction's, or labels learnt."),
                    choice("windowError", "LAST", "MEAN")
                            .onlyWith(METHOD, "RECONSTRUCTION")
                            .advising("A step's error is that of its window's last row, or the mean of all its rows."),
                    choice("errorScore", "SQUARED", "ABSOLUTE", "MAHALANOBIS")
                            .onlyWith(METHOD, BY_ERROR)
                            .advising(
                                    "What makes one number of the features' errors; MAHALANOBIS knows which err together."),
                    integer("smoothing", 1, 1000, 1)
                            .of("time steps")
                            .sensibly(1, 12, Scale.LOG)
                            .advising(
                                    "A step's score is the mean of so many up to it: fewer false alarms, later ones."),
                    choice(RULE, "QUANTILE", "BEST_F1")
                            .onlyWith(METHOD, BY_ERROR)
                            .advising("BEST_F1 needs labelled anomalies in the calibration slice, QUANTILE no labels."),
                    real("thresholdQuantile", 0.5, 1, 0.99)
                            .of("share of the calibration scores")
                            .sensibly(0.9, 0.9995, Scale.REVERSE_LOG)
                            .onlyWith(METHOD, BY_ERROR)
                            .onlyWith(RULE, "QUANTILE")
                            .advising("Scores above it are alarms; the share that a quiet time may falsely raise."),
                    real("calibrationShare", 0.01, 0.5, 0.15)
                            .of("share of the training part")
                            .sensibly(0.1, 0.3, Scale.LINEAR)
                            .onlyWith(METHOD, BY_ERROR)
                            .advising("Its end tells how errors spread and where the threshold lies; not trained on."),
                    real("alarmProbability", 0.01, 0.99, 0.5)
                            .sensibly(0.1, 0.9, Scale.LINEAR)
                            .onlyWith(METHOD, SUPERVISED)
                            .advising("Steps more probably anomalous than this are alarms."),
                    choice("labelWeights", "BALANCED", "NONE")
                            .onlyWith(METHOD, SUPERVISED)
                            .advising(
                                    "BALANCED: anomalous and normal windows weigh the same in the loss, however rare."))
            .map(h -> h.in(Group.DATA))
            .toList();

    /** What training lowers, where it does not learn labels. */
    static final Hyperparameter LOSS = choice("loss", "SQUARED", "ABSOLUTE", "HUBER")
            .onlyWith(METHOD, BY_ERROR)
            .advising("What training lowers; ABSOLUTE and HUBER care less for outliers.");

    private DetectionHyperparameters() {}
}
