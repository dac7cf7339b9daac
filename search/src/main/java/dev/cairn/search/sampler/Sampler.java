package dev.cairn.search.sampler;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.cairn.search.Violation;
import dev.cairn.search.space.Point;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Proposes points. The record's components are the settings, and the settings are the algorithm: there is no state, so any
 * replica of a service can go on where another stopped, and any suggestion can be computed again.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = AutomaticSampler.class, name = "AUTOMATIC"),
    @JsonSubTypes.Type(value = GridSampler.class, name = "GRID"),
    @JsonSubTypes.Type(value = RandomSampler.class, name = "RANDOM"),
    @JsonSubTypes.Type(value = QuasiRandomSampler.class, name = "QUASI_RANDOM"),
    @JsonSubTypes.Type(value = GaussianProcessSampler.class, name = "GAUSSIAN_PROCESS")
})
public interface Sampler {
    /** From the first release on, changes whenever the same input may give another answer; stored with each suggestion. */
    int version();

    /**
     * What makes this sampler unusable for the problem, such as a grid over a continuum; empty when it is usable. Pointers
     * are relative to a value that keeps the space under {@code /space} and this sampler under {@code /sampler}.
     */
    List<Violation> objections(Problem problem);

    /**
     * The next points: pure, that is, the same arguments give the same points on every machine.
     *
     * @param count how many are wanted, at least 1; made one after another, the earlier ones pending for the later
     * @param seed the study's seed
     * @param number how many points this study's sampler has suggested before
     * @return at most {@code count}, none equal to a point of the history, all with the problem's fixed values and within its
     *     space's constraints; fewer only when the space is used up, or when nothing is found that keeps to them
     */
    List<Suggestion> suggest(Problem problem, History history, int count, long seed, long number);

    /**
     * For people: why {@link #suggest} gave fewer points than wanted. Unlike a finite space, a continuous one is never used up: it
     * is the constraints that leave no point, or none that is found.
     */
    default String whyNoMore(Problem problem) {
        OptionalLong size = Cells.of(problem).size();
        return size.isPresent() && size.getAsLong() > 0
                ? "every point of the space was tried"
                : "no untried point was found that keeps to the constraints";
    }

    /**
     * What the sampler expects of a point, asked or not, before its next suggestion; empty where it has no model, or none yet.
     *
     * @param seed the study's seed
     * @param number how many points this study's sampler has suggested before
     */
    default Optional<Explanation> explain(Problem problem, History history, Point point, long seed, long number) {
        return Optional.empty();
    }

    /**
     * The completed trials that keep to every limit, the one to trust most first: by the posterior mean of the first objective
     * under a Gaussian process of it, whatever proposed them. Under noise the best observed value is lucky more often than good.
     * By the observed value where there are too few trials for a model.
     */
    default List<Recommendation> ranked(Problem problem, List<Observation> observations) {
        return GaussianProcessSampler.DEFAULT.ranked(problem, observations);
    }
}
