package dev.cairn.search.pruner;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/** Decides whether a running trial is worth going on with, from scores at one step (larger is better). */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = NoPruner.class, name = "NONE"),
    @JsonSubTypes.Type(value = MedianPruner.class, name = "MEDIAN")
})
public interface Pruner {
    /** Whether {@link #stops} can ever be true at this step; lets the caller skip gathering the scores. */
    boolean asks(long step);

    /**
     * @param step the step just reported
     * @param best the trial's best score up to this step
     * @param others each completed trial's best score up to this step
     */
    boolean stops(long step, double best, List<Double> others);
}
