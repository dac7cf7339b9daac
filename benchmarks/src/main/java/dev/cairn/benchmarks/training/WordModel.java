package dev.cairn.benchmarks.training;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Learns online, document by document, to tell two sorts of synthetic documents apart by a linear model of hashed words
 * (Weinberger and others 2009).
 *
 * @param isAdaptive whether each weight has a rate of its own (AdaGrad: Duchi, Hazan and Singer 2011)
 * @param power of time, by which the learning rate falls; only if it is not adaptive
 * @param bits logarithm of the number of weights, to the base of two
 * @param dropout probability to overlook a word while learning
 */
public record WordModel(
        Loss trainingLoss,
        boolean isAdaptive,
        double power,
        double learningRate,
        double l2,
        int passes,
        int bits,
        Weighting weighting,
        double dropout) {
    private static final int VOCABULARY = 400;
    private static final int TRAINING = 450;
    private static final int VALIDATION = 400;
    private static final double WORST = 2;
    private static final int MOST_BITS = 13;

    private static final Corpus TRAINING_CORPUS = new Corpus(TRAINING, new Random(51));
    private static final Corpus VALIDATION_CORPUS = new Corpus(VALIDATION, new Random(52));
    private static final double[] RARITY = TRAINING_CORPUS.rarity();

    /** In the order in which the problems list them. */
    public enum Loss {
        LOGISTIC,
        HINGE,
        SQUARED
    }

    /** What a word that occurs counts, in the order in which the problems list them. */
    public enum Weighting {
        COUNT,
        PRESENCE,
        LOGARITHM,
        RARITY
    }

    /** Words and how often each occurs, by document; a label, -1 or 1, depends on a quarter of the vocabulary, with noise. */
    private record Corpus(int[][] words, int[][] counts, double[] labels) {
        private Corpus(int size, Random random) {
            this(new int[size][], new int[size][], new double[size]);
            double[] meaning = meaning();
            double[] upTo = frequencies();
            for (int d = 0; d < size; d++) {
                var occurs = new int[VOCABULARY];
                double score = 0.8 * random.nextGaussian();
                for (int left = 15 + random.nextInt(30); left > 0; left--) {
                    int found = Arrays.binarySearch(upTo, random.nextDouble() * upTo[VOCABULARY - 1]);
                    int word = found < 0 ? -found - 1 : found;
                    occurs[word]++;
                    score += occurs[word] == 1 ? meaning[word] : 0.3 * meaning[word];
                }
                words[d] = IntStream.range(0, VOCABULARY)
                        .filter(word -> occurs[word] > 0)
                        .toArray();
                counts[d] = Arrays.stream(words[d]).map(word -> occurs[word]).toArray();
                labels[d] = score > 0 ? 1 : -1;
            }
        }

        private static double[] meaning() {
            var random = new Random(53);
            return random.doubles(VOCABULARY)
                    .map(x -> x < 0.25 ? 2 * random.nextGaussian() : 0)
                    .toArray();
        }

        /** Summed, after Zipf and Mandelbrot. */
        private static double[] frequencies() {
            var upTo = new double[VOCABULARY];
            for (int i = 0; i < VOCABULARY; i++) {
                upTo[i] = (i > 0 ? upTo[i - 1] : 0) + 1.0 / (i + 6);
            }
            return upTo;
        }

        /** The logarithm of the documents' number over that of those with the word. */
        double[] rarity() {
            var rarity = new double[VOCABULARY];
            for (int[] document : words) {
                for (int word : document) {
                    rarity[word]++;
                }
            }
            return Arrays.stream(rarity)
                    .map(documents -> StrictMath.log((words.length + 1) / (documents + 1)))
                    .toArray();
        }
    }

    /** The validation set's mean logistic loss; NaN if the training diverged. */
    public double loss() {
        var net = new Net();
        var random = new Random(54);
        for (int pass = 0; pass < passes; pass++) {
            for (int d = 0; d < TRAINING; d++) {
                double progress = pass + (double) d / TRAINING;
                net.learn(d, learningRate * StrictMath.pow(1 + 4 * progress, -power), random);
            }
        }
        double sum = 0;
        for (int d = 0; d < VALIDATION; d++) {
            double margin = VALIDATION_CORPUS.labels[d] * net.score(VALIDATION_CORPUS, d);
            sum += Math.max(0, -margin) + StrictMath.log1p(StrictMath.exp(-Math.abs(margin)));
        }
        double mean = sum / VALIDATION;
        return mean <= WORST ? mean : Double.NaN;
    }

    private double value(Corpus corpus, int document, int i) {
        int count = corpus.counts[document][i];
        return switch (weighting) {
            case COUNT -> count;
            case PRESENCE -> 1;
            case LOGARITHM -> StrictMath.log1p(count);
            case RARITY -> RARITY[corpus.words[document][i]];
        };
    }

    /** Slope by the score. */
    private double slope(double score, double label) {
        return switch (trainingLoss) {
            case LOGISTIC -> -label / (1 + StrictMath.exp(label * score));
            case HINGE -> label * score < 1 ? -label : 0;
            case SQUARED -> score - label;
        };
    }

    private final class Net {
        private final double[] weights = new double[(1 << bits) + 1];
        private final double[] squares = new double[weights.length];

        /** The last weight is the constant. */
        private int at(int word) {
            return word * 0x9e3779b1 >>> 32 - MOST_BITS >>> MOST_BITS - bits;
        }

        double score(Corpus corpus, int document) {
            double score = weights[weights.length - 1];
            int[] words = corpus.words[document];
            for (int i = 0; i < words.length; i++) {
                score += weights[at(words[i])] * value(corpus, document, i);
            }
            return score;
        }

        void learn(int document, double rate, Random random) {
            int[] words = TRAINING_CORPUS.words[document];
            var values = new double[words.length];
            double score = weights[weights.length - 1];
            for (int i = 0; i < words.length; i++) {
                boolean isSeen = random.nextDouble() >= dropout;
                values[i] = isSeen ? value(TRAINING_CORPUS, document, i) / (1 - dropout) : 0;
                score += weights[at(words[i])] * values[i];
            }
            double slope = slope(score, TRAINING_CORPUS.labels[document]);
            for (int i = 0; i < words.length; i++) {
                if (values[i] > 0) {
                    move(at(words[i]), slope * values[i], rate);
                }
            }
            move(weights.length - 1, slope, rate);
        }

        private void move(int at, double slope, double rate) {
            double gradient = slope + l2 * weights[at];
            squares[at] += gradient * gradient;
            weights[at] -= rate * (isAdaptive ? gradient / (Math.sqrt(squares[at]) + 1e-8) : gradient);
        }
    }
}
