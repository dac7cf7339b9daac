package dev.cairn.api.task;

import static dev.cairn.api.task.Hyperparameter.choice;
import static dev.cairn.api.task.Hyperparameter.integer;
import static dev.cairn.api.task.Hyperparameter.real;

import dev.cairn.api.task.Hyperparameter.Group;
import dev.cairn.search.space.Scale;
import java.util.List;
import java.util.stream.Stream;

/** What keeps a network from learning by heart, and when a training ends. */
final class TrainingHyperparameters {
    /** Largest drop rate: at 1 nothing would be left to learn from. */
    private static final double MOST_DROPPED = 0.95;

    private static final String DROPPED = "probability to drop";
    private static final String AVERAGING = "weightAveraging";

    private static final List<Hyperparameter> REGULARISATION = List.of(
            real("dropRate", 0, MOST_DROPPED, 0)
                    .of(DROPPED)
                    .sensibly(0, 0.5, Scale.LINEAR)
                    .advising("Share of the numbers zeroed between layers while training; 0.2 is a start."),
            real("inputDropRate", 0, MOST_DROPPED, 0)
                    .of(DROPPED)
                    .sensibly(0, 0.3, Scale.LINEAR)
                    .advising("Likewise of what the network sees; forecasts that lose the latest value learn little."),
            real("recurrentDropRate", 0, MOST_DROPPED, 0)
                    .of(DROPPED)
                    .sensibly(0, 0.5, Scale.LINEAR)
                    .onlyWith("cell", "LSTM", "GRU", "LAYER_NORM_LSTM")
                    .onlyWith("activation", "TANH")
                    .onlyWith("gateActivation", "SIGMOID")
                    .advising("Likewise of what the gates see of earlier outputs, the same ones at all steps."),
            real("l1", 0, 1, 0)
                    .sensibly(1e-7, 1e-3, Scale.LOG)
                    .advising("Penalty on the weights' sizes; drives useless ones to zero."),
            real("l2", 0, 1, 0)
                    .sensibly(1e-7, 1e-2, Scale.LOG)
                    .advising("Half this times the squared weights is the penalty; with ADAM prefer weightDecay."),
            real("weightDecay", 0, 1, 0)
                    .but("optimizer", "ADAMW", 0.01)
                    .of("share per update, times the rate")
                    .sensibly(1e-5, 0.3, Scale.LOG)
                    .advising("Weights shrink apart from the gradient; with ADAM this makes it ADAMW."),
            real("gaussianNoise", 0, 10, 0)
                    .of("standard deviation")
                    .sensibly(0, 0.3, Scale.LINEAR)
                    .advising("Noise on each recurrent layer's output while training; 0.1 is a start."),
            real("maxNorm", 0, 1000, 0)
                    .of("L2 norm of a unit's incoming weights, 0 for none")
                    .sensibly(1, 5, Scale.LINEAR)
                    .advising("Longer weight vectors are scaled down after each update; 3 is usual."));

    private static final List<Hyperparameter> AUGMENTATION = List.of(
            real("jitter", 0, 10, 0)
                    .of("standard deviation, in deviations of the feature")
                    .sensibly(0, 0.2, Scale.LINEAR)
                    .advising("Noise on each input number while training; well below the signal's own noise."),
            real("magnitudeScaling", 0, 2, 0)
                    .of("standard deviation of a factor around 1")
                    .sensibly(0, 0.2, Scale.LINEAR)
                    .advising("Each example is stretched in height while training, a forecast's target with it."));

    private static final List<Hyperparameter> TRAINING = List.of(
            integer("backPropagationLength", 0, 1000, 0)
                    .of("time steps, 0 for all")
                    .sensibly(5, 60, Scale.LOG)
                    .onlyWith("cell", "LSTM", "GRU", "LAYER_NORM_LSTM", "PEEPHOLE_LSTM")
                    .onlyWith("pooling", "LAST")
                    .advising("Gradients flow back no further; cheaper and calmer for long windows."),
            integer("epochs", 1, 10_000, 20)
                    .of("passes")
                    .sensibly(10, 200, Scale.LOG)
                    .advising("Passes over the training part; with early stopping rather too many than too few."),
            integer("earlyStoppingPatience", 0, 1000, 0)
                    .of("epochs, 0 for never")
                    .sensibly(3, 20, Scale.LINEAR)
                    .advising("Epochs without a lower watched loss before the end; the best weights are restored."),
            integer("seeds", 1, 20, 1)
                    .of("networks per trial")
                    .sensibly(1, 5, Scale.LINEAR)
                    .advising("Their mean is the result: less noise for so much more time; the first is saved."),
            real("watchedShare", 0.01, 0.5, 0.1)
                    .of("share of the training part")
                    .sensibly(0.05, 0.2, Scale.LINEAR)
                    .advising("Watched by early stopping and the plateau schedule, not trained on; of series the end."),
            choice(AVERAGING, "NONE", "EXPONENTIAL", "TAIL")
                    .advising("Judges and saves an average of the weights; TAIL wants a high rate to the end."),
            real("averagingMemory", 0, 0.99999, 0.99)
                    .sensibly(0.9, 0.999, Scale.REVERSE_LOG)
                    .onlyWith(AVERAGING, "EXPONENTIAL")
                    .advising("Share kept at each update; 0.99 averages over a hundred updates."),
            real("averagingStart", 0, 0.99, 0.75)
                    .of("share of the epochs")
                    .sensibly(0.5, 0.9, Scale.LINEAR)
                    .onlyWith(AVERAGING, "TAIL")
                    .advising("Epochs after this share of all count in the average."));

    /** The loss of a forecast. */
    static final Hyperparameter FORECAST_LOSS = choice("loss", "SQUARED", "ABSOLUTE", "HUBER", "QUANTILE")
            .advising("What training lowers; ABSOLUTE and HUBER bear outliers, QUANTILE gives intervals.");

    /** How a forecast goes on. */
    static final Hyperparameter HORIZON_STRATEGY = choice("horizonStrategy", "DIRECT", "RECURSIVE")
            .onlyWith("loss", "SQUARED", "ABSOLUTE", "HUBER")
            .advising("All steps at once, or one after the other from its own forecasts; see data.md.");

    static final List<Hyperparameter> ALL = Stream.of(
                    REGULARISATION.stream().map(h -> h.in(Group.REGULARISATION)),
                    AUGMENTATION.stream().map(h -> h.in(Group.AUGMENTATION)),
                    TRAINING.stream().map(h -> h.in(Group.TRAINING)))
            .flatMap(some -> some)
            .toList();

    private TrainingHyperparameters() {}
}
