package dev.cairn.api.task;

import static dev.cairn.api.task.Hyperparameter.choice;
import static dev.cairn.api.task.Hyperparameter.integer;
import static dev.cairn.api.task.Hyperparameter.real;

import dev.cairn.api.task.Hyperparameter.Group;
import dev.cairn.search.space.Scale;
import java.util.List;
import java.util.stream.Stream;

/** How a series is made into what a network sees. */
final class DataHyperparameters {
    static final List<Hyperparameter> ALL = Stream.of(
                    integer("windowLength", 1, 1000, 14)
                            .of("time steps")
                            .sensibly(7, 60, Scale.LOG)
                            .advising("How much of the past the network sees; time per epoch grows with it."),
                    integer("stride", 1, 1000, 1)
                            .of("time steps")
                            .sensibly(1, 7, Scale.LINEAR)
                            .advising("From one training window to the next; what judges a trial is not thinned out."),
                    choice("scaling", "STANDARD", "MIN_MAX", "ROBUST", "NONE")
                            .advising("Each column's unit, fitted on the training part; ROBUST bears outliers."),
                    integer("differencingLag", 0, 1000, 0)
                            .of("time steps, 0 for none")
                            .sensibly(0, 7, Scale.LINEAR)
                            .advising(
                                    "Forecasts changes from so long before; 1 helps against trends, a season against it."),
                    choice("logTarget", "NONE", "LOG", "LOG1P")
                            .advising("Logarithm of the target, or of 1 more than it, where changes are proportions."),
                    choice("windowNormalisation", "NONE", "LAST_VALUE", "STANDARD")
                            .advising(
                                    "Each window relative to its last value or in its deviations; helps where levels drift."),
                    real("inputClipping", 0, 0.2, 0)
                            .of("share of the training part on either side, 0 for none")
                            .sensibly(0.001, 0.05, Scale.LOG)
                            .advising(
                                    "What the network sees beyond these quantiles is cut to them; targets never are."))
            .map(h -> h.in(Group.DATA))
            .toList();

    private DataHyperparameters() {}
}
