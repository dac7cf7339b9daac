package dev.cairn.client.testkit;

import dev.cairn.api.trial.Measurement;
import dev.cairn.client.worker.Result;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What came of a rehearsal. */
public final class Rehearsed {
    private final Rehearsal rehearsal;
    private final Result result;
    private final List<Measurement> curve;
    private final String log;
    private final Rehearsal.@Nullable Saved saved;

    Rehearsed(
            Rehearsal rehearsal, Result result, List<Measurement> curve, String log, Rehearsal.@Nullable Saved saved) {
        this.rehearsal = rehearsal;
        this.result = result;
        this.curve = curve;
        this.log = log;
        this.saved = saved;
    }

    /** How it ended: outcome, cause, metrics, message. */
    public Result result() {
        return result;
    }

    /** What was reported, in that order; after a resumption, the earlier attempt's points up to the saved step first. */
    public List<Measurement> curve() {
        return curve;
    }

    /** Its log. */
    public String log() {
        return log;
    }

    /** The step of the last checkpoint. */
    public OptionalLong savedStep() {
        return saved == null ? OptionalLong.empty() : OptionalLong.of(saved.step());
    }

    /** The next attempt of the same trial, which goes on from the last checkpoint, or afresh if there is none. */
    public Rehearsal resume() {
        return rehearsal.again(curve, saved);
    }
}
