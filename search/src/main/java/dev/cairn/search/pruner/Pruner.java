package dev.cairn.search.pruner;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * Decides whether a running trial is worth going on with: a pure function of what it and the others have reported, asked after
 * each of the trial's reports. It has no memory; asked again, it answers the same.
 *
 * <p>Judged is the first objective alone. Where there are several, a trial that would have been on the front for another one
 * may be stopped. Completed trials that break an outcome constraint are no bar to others.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = NoPruner.class, name = "NONE"),
    @JsonSubTypes.Type(value = MedianPruner.class, name = "MEDIAN"),
    @JsonSubTypes.Type(value = PercentilePruner.class, name = "PERCENTILE"),
    @JsonSubTypes.Type(value = ThresholdPruner.class, name = "THRESHOLD"),
    @JsonSubTypes.Type(value = PatiencePruner.class, name = "PATIENCE"),
    @JsonSubTypes.Type(value = SuccessiveHalvingPruner.class, name = "SUCCESSIVE_HALVING"),
    @JsonSubTypes.Type(value = HyperbandPruner.class, name = "HYPERBAND"),
    @JsonSubTypes.Type(value = CurveExtrapolationPruner.class, name = "CURVE_EXTRAPOLATION")
})
public interface Pruner {
    /** What stands for {@code previousStep} before a trial's first report. */
    long NO_STEP = -1;

    /**
     * Whether {@link #judge} can stop a trial that has come from one step to another; lets the caller skip gathering curves.
     *
     * @param previousStep the last step known before the report, or {@link #NO_STEP}
     * @param step the last step known now; a report may carry several steps, or skip some
     */
    boolean asks(long previousStep, long step);

    /** Judges a trial after a report. Decides nothing where {@link #asks} says so. */
    Verdict judge(Running running, Others others);
}
