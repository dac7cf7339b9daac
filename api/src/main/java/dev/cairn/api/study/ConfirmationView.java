package dev.cairn.api.study;

import dev.cairn.search.space.Point;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the winner of a search was found and what the sealed test part said of it.
 *
 * @param chosenBy absent until the candidates are chosen
 * @param candidates the most promising first; none until they are chosen
 * @param winner the search trial whose point did best when repeated; absent until all repetitions have ended, and where none
 *     completed
 * @param epochs for how many epochs the winner is fitted to the training and validation part; absent where its repetitions did
 *     not tell, and then its own hyperparameters say
 * @param trial the trial that opened the test part, which owns the model
 * @param openedAt when the test part was opened for the winner
 * @param metrics test scores, their spread over seeds and their intervals, and the naive baseline's beside them; absent until
 *     that trial has completed
 */
public record ConfirmationView(
        @Nullable ChosenBy chosenBy,
        List<Candidate> candidates,
        @Nullable Long winner,
        @Nullable Integer epochs,
        @Nullable Long trial,
        @Nullable Instant openedAt,
        @Nullable Map<String, Double> metrics,
        @Nullable String model) {

    /** What the candidates were ranked by. */
    public enum ChosenBy {
        /** The posterior mean of a Gaussian process of the first objective, fitted to all that the search tried. */
        MODEL,
        /** The first objective as it was observed: there were too few trials for a model. */
        SCORE
    }

    public ConfirmationView {
        candidates = List.copyOf(candidates);
    }

    /**
     * A point that was repeated. Values are those of the first objective.
     *
     * @param trial the search trial that found it
     * @param number that trial's number
     * @param observed by that trial
     * @param predicted by the model; absent if there was none
     * @param seeds how often it is repeated
     * @param ended how many repetitions have ended
     * @param completed how many of those have a value
     * @param mean of their values
     * @param deviation standard deviation of their values about their mean, with n - 1; absent of less than two
     */
    public record Candidate(
            long trial,
            long number,
            Point point,
            double observed,
            @Nullable Double predicted,
            int seeds,
            int ended,
            int completed,
            @Nullable Double mean,
            @Nullable Double deviation) {}
}
