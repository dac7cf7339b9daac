package dev.cairn.api.task;

import static dev.cairn.api.task.Hyperparameter.choice;
import static dev.cairn.api.task.Hyperparameter.integer;
import static dev.cairn.api.task.Hyperparameter.real;

import dev.cairn.api.task.Hyperparameter.Group;
import dev.cairn.search.space.Scale;
import java.util.List;
import java.util.stream.Stream;

/** How gradients become steps, how long the steps are, and from how many examples each is taken. */
final class OptimiserHyperparameters {
    private static final String OPTIMIZER = "optimizer";
    private static final String SCHEDULE = "schedule";
    private static final Object[] WITH_MOMENTS = {"ADAM", "ADAMW", "NADAM", "AMSGRAD", "ADABELIEF"};
    private static final String EPOCHS = "epochs";

    private static final List<Hyperparameter> OPTIMISER = List.of(
            choice(OPTIMIZER, "ADAM", "ADAMW", "NADAM", "AMSGRAD", "ADABELIEF", "RMSPROP", "ADAGRAD", "ADADELTA", "SGD")
                    .advising("Rule that turns gradients into updates; ADAM is a safe start, SGD needs a tuned rate."),
            real("momentum", 0, 0.999, 0)
                    .sensibly(0.5, 0.99, Scale.REVERSE_LOG)
                    .onlyWith(OPTIMIZER, "SGD")
                    .advising("Nesterov momentum; 0.9 is usual, more needs a lower learning rate."),
            real("beta1", 0, 0.9999, 0.9)
                    .sensibly(0.8, 0.99, Scale.REVERSE_LOG)
                    .onlyWith(OPTIMIZER, WITH_MOMENTS)
                    .advising("Memory of the gradients' mean; lower it if the loss swings."),
            real("beta2", 0, 0.999999, 0.999)
                    .sensibly(0.9, 0.9999, Scale.REVERSE_LOG)
                    .onlyWith(OPTIMIZER, WITH_MOMENTS)
                    .advising("Memory of the gradients' squares; 0.99 adapts faster in short trainings."),
            real("squareMemory", 0, 0.9999, 0.95)
                    .sensibly(0.8, 0.999, Scale.REVERSE_LOG)
                    .onlyWith(OPTIMIZER, "RMSPROP", "ADADELTA")
                    .advising("Memory of the gradients' squares; rarely worth searching."),
            real("epsilon", 1e-16, 1, 1e-8)
                    .but(OPTIMIZER, "ADADELTA", 1e-6)
                    .sensibly(1e-10, 1e-3, Scale.LOG)
                    .onlyWith(
                            OPTIMIZER,
                            "ADAM",
                            "ADAMW",
                            "NADAM",
                            "AMSGRAD",
                            "ADABELIEF",
                            "RMSPROP",
                            "ADAGRAD",
                            "ADADELTA")
                    .advising("Keeps a division from zero; larger values calm steps where gradients are tiny."),
            choice("gradientClipping", "LAYER_NORM", "GLOBAL_NORM", "VALUE", "NONE")
                    .advising("What is limited: the norm of each layer, of all layers together, or each number."),
            real("gradientNormLimit", 1e-6, 1e6, 1)
                    .of("L2 norm")
                    .sensibly(0.1, 10, Scale.LOG)
                    .onlyWith("gradientClipping", "LAYER_NORM", "GLOBAL_NORM")
                    .advising("Longer gradients are scaled down to this length; small values tame a high rate."),
            real("gradientValueLimit", 1e-6, 1e6, 0.5)
                    .of("size of a number")
                    .sensibly(0.01, 5, Scale.LOG)
                    .onlyWith("gradientClipping", "VALUE")
                    .advising("Larger numbers of a gradient are cut; it bends the direction, a norm does not."));

    private static final List<Hyperparameter> LEARNING_RATE = List.of(
            real("learningRate", 1e-8, 10, 0.001)
                    .but(OPTIMIZER, "SGD", 0.01)
                    .but(OPTIMIZER, "ADAGRAD", 0.01)
                    .but(OPTIMIZER, "ADADELTA", 1.0)
                    .of("per update")
                    .sensibly(1e-5, 0.1, Scale.LOG)
                    .advising("Step size of the optimiser; search it first, on a log scale."),
            choice(SCHEDULE, "FIXED", "STEP", "EXPONENTIAL", "COSINE", "CYCLIC", "PLATEAU")
                    .advising("How the rate changes; COSINE needs no settings, PLATEAU waits for no improvement."),
            integer("warmUpEpochs", 0, 1000, 0)
                    .of(EPOCHS)
                    .sensibly(0, 10, Scale.LINEAR)
                    .advising("The rate grows in a line from 0 over them; helps large batches and high rates."),
            integer("stepEpochs", 1, 10_000, 10)
                    .of(EPOCHS)
                    .sensibly(2, 30, Scale.LOG)
                    .onlyWith(SCHEDULE, "STEP")
                    .advising("The rate drops once in so many; a third of the epochs is usual."),
            real("stepFactor", 0.001, 1, 0.5)
                    .sensibly(0.1, 0.9, Scale.LINEAR)
                    .onlyWith(SCHEDULE, "STEP")
                    .advising("What a drop multiplies the rate by; 0.1 is hard, 0.5 mild."),
            real("epochFactor", 0.001, 1, 0.95)
                    .sensibly(0.8, 0.999, Scale.REVERSE_LOG)
                    .onlyWith(SCHEDULE, "EXPONENTIAL")
                    .advising("What each epoch multiplies the rate by; think of what is left after all epochs."),
            integer("cycleEpochs", 2, 10_000, 8)
                    .of(EPOCHS)
                    .sensibly(2, 20, Scale.LOG)
                    .onlyWith(SCHEDULE, "CYCLIC")
                    .advising("From the lowest rate to the highest and back; several cycles should fit."),
            integer("plateauPatience", 1, 1000, 5)
                    .of(EPOCHS)
                    .sensibly(2, 15, Scale.LINEAR)
                    .onlyWith(SCHEDULE, "PLATEAU")
                    .advising("Epochs without a lower watched loss before a drop; keep it below the stop's."),
            real("plateauFactor", 0.001, 0.999, 0.5)
                    .sensibly(0.1, 0.8, Scale.LINEAR)
                    .onlyWith(SCHEDULE, "PLATEAU")
                    .advising("What a drop multiplies the rate by."),
            real("lowestRateShare", 0, 1, 0.01)
                    .of("of learningRate")
                    .sensibly(1e-4, 0.3, Scale.LOG)
                    .onlyWith(SCHEDULE, "COSINE", "CYCLIC", "PLATEAU")
                    .advising("The rate never falls below this share; 0.01 is low enough to settle."));

    private static final List<Hyperparameter> BATCHES = List.of(
            integer("batchSize", 1, 4096, 32)
                    .of("examples")
                    .sensibly(16, 256, Scale.LOG)
                    .advising("Examples per update; larger ones train faster per epoch and want a higher rate."),
            choice("batchSchedule", "FIXED", "GROWING")
                    .advising("GROWING has the effect of a falling rate, at less cost per epoch."),
            real("batchGrowth", 1.01, 10, 2)
                    .sensibly(1.5, 4, Scale.LINEAR)
                    .onlyWith("batchSchedule", "GROWING")
                    .advising("What the batch size is multiplied by at each step; 2 is usual."),
            integer("batchGrowthEpochs", 1, 1000, 5)
                    .of(EPOCHS)
                    .sensibly(2, 20, Scale.LOG)
                    .onlyWith("batchSchedule", "GROWING")
                    .advising("The batch grows once in so many."),
            integer("largestBatchSize", 1, 65_536, 512)
                    .of("examples")
                    .sensibly(128, 2048, Scale.LOG)
                    .onlyWith("batchSchedule", "GROWING")
                    .advising("Where growing ends; a tenth of the training examples is large."));

    static final List<Hyperparameter> ALL = Stream.of(
                    OPTIMISER.stream().map(h -> h.in(Group.OPTIMISER)),
                    LEARNING_RATE.stream().map(h -> h.in(Group.LEARNING_RATE)),
                    BATCHES.stream().map(h -> h.in(Group.BATCHES)))
            .flatMap(some -> some)
            .toList();

    private OptimiserHyperparameters() {}
}
