package dev.cairn.api.task;

import static dev.cairn.api.task.Hyperparameter.choice;
import static dev.cairn.api.task.Hyperparameter.integer;
import static dev.cairn.api.task.Hyperparameter.real;

import dev.cairn.api.task.Hyperparameter.Group;
import dev.cairn.search.space.Scale;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What the classification of sequences and of texts has beside what every network has. */
final class ClassHyperparameters {
    private static final String TOKENISER = "tokeniser";

    /** Of numbers, and therefore of no text. */
    private static final Set<String> OF_NUMBERS =
            Set.of("inputDropRate", "jitter", "magnitudeScaling", "backPropagationLength");

    private static final Hyperparameter CLASS_WEIGHTS = choice("classWeights", "NONE", "BALANCED")
            .advising("BALANCED makes every class count the same in the loss, by its share of the training part.")
            .in(Group.TRAINING);

    private static final Hyperparameter LABEL_SMOOTHING = real("labelSmoothing", 0, 0.9, 0)
            .of("probability given to all classes alike")
            .sensibly(0, 0.2, Scale.LINEAR)
            .advising(
                    "Keeps a network from being certain (Szegedy 2016); 0.1 is usual, less where probabilities count.")
            .in(Group.REGULARISATION);

    private static final List<Hyperparameter> SEQUENCE_DATA = Stream.of(
                    integer("maximumLength", 1, 10_000, 200)
                            .of("rows")
                            .sensibly(20, 500, Scale.LOG)
                            .advising("Longer sequences are cut; time per epoch grows with it."),
                    choice("kept", "LATEST", "EARLIEST").advising("What remains of a sequence or text that is cut."))
            .map(h -> h.in(Group.DATA))
            .toList();

    private static final List<Hyperparameter> TEXT_DATA = Stream.of(
                    choice(TOKENISER, "WORDS", "CHARACTERS")
                            .advising("CHARACTERS bear misspelling and cost several times as many steps."),
                    choice("lowerCase", "YES", "NO").advising("Whether upper and lower case are the same."),
                    integer("vocabularySize", 10, 100_000, 5000)
                            .of("tokens")
                            .sensibly(500, 20_000, Scale.LOG)
                            .advising("The most frequent of the training part; all others are one unknown token."),
                    integer("minimumCount", 1, 1000, 2)
                            .of("occurrences")
                            .sensibly(1, 5, Scale.LINEAR)
                            .advising("Rarer tokens are unknown, so that the unknown one is trained, too."),
                    integer("maximumLength", 1, 10_000, 64)
                            .but(TOKENISER, "CHARACTERS", 256L)
                            .of("tokens")
                            .sensibly(16, 256, Scale.LOG)
                            .advising("Longer texts are cut; time per epoch grows with it."),
                    choice("kept", "EARLIEST", "LATEST").advising("What remains of a sequence or text that is cut."))
            .map(h -> h.in(Group.DATA))
            .toList();

    private static final Hyperparameter CROP = real("cropShare", 0, 0.9, 0)
            .of("share of a sequence's rows")
            .sensibly(0, 0.3, Scale.LINEAR)
            .advising("So much is cut off at its ends, by chance each time it is trained on (Le Guennec 2016).")
            .in(Group.AUGMENTATION);

    private static final Hyperparameter TOKEN_DROP = real("tokenDropRate", 0, 0.95, 0)
            .of("probability to drop")
            .sensibly(0, 0.3, Scale.LINEAR)
            .advising("Tokens become the unknown one while training; 0.1 teaches to do without single words.")
            .in(Group.AUGMENTATION);

    private static final Hyperparameter EMBEDDING_UNITS = integer("embeddingUnits", 1, 512, 32)
            .of("numbers per token")
            .sensibly(8, 128, Scale.LOG)
            .advising("What the network knows of a token; most of its weights are there.")
            .in(Group.NETWORK);

    private static final Hyperparameter EMBEDDING_DROP = real("embeddingDropRate", 0, 0.95, 0)
            .of("probability to drop")
            .sensibly(0, 0.5, Scale.LINEAR)
            .advising("Share of the embeddings' numbers zeroed while training; 0.2 is a start.")
            .in(Group.REGULARISATION);

    private ClassHyperparameters() {}

    static List<List<Hyperparameter>> ofSequences() {
        List<Hyperparameter> scaling = DataHyperparameters.ALL.stream()
                .filter(h -> h.name().equals("scaling"))
                .toList();
        return List.of(
                SEQUENCE_DATA,
                scaling,
                OptimiserHyperparameters.ALL,
                NetworkHyperparameters.ALL,
                TrainingHyperparameters.ALL,
                List.of(LABEL_SMOOTHING, CROP, CLASS_WEIGHTS));
    }

    static List<List<Hyperparameter>> ofTexts() {
        List<Hyperparameter> training = TrainingHyperparameters.ALL.stream()
                .filter(h -> !OF_NUMBERS.contains(h.name()))
                .toList();
        return List.of(
                TEXT_DATA,
                OptimiserHyperparameters.ALL,
                List.of(EMBEDDING_UNITS),
                NetworkHyperparameters.ALL,
                training,
                List.of(EMBEDDING_DROP, LABEL_SMOOTHING, TOKEN_DROP, CLASS_WEIGHTS));
    }
}
