package dev.cairn.worker.trial;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.cairn.api.trial.FailureCause;
import dev.cairn.api.trial.Measurement;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a child JVM tells its parent, one JSON line each; {@link Died} is what the parent sees for itself. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event")
@JsonSubTypes({
    @Type(value = TrialEvent.Ready.class, name = "READY"),
    @Type(value = TrialEvent.Unusable.class, name = "UNUSABLE"),
    @Type(value = TrialEvent.Logged.class, name = "LOGGED"),
    @Type(value = TrialEvent.Progressed.class, name = "PROGRESSED"),
    @Type(value = TrialEvent.Measured.class, name = "MEASURED"),
    @Type(value = TrialEvent.Checkpointed.class, name = "CHECKPOINTED"),
    @Type(value = TrialEvent.Predicted.class, name = "PREDICTED"),
    @Type(value = TrialEvent.Used.class, name = "USED"),
    @Type(value = TrialEvent.Traced.class, name = "TRACED"),
    @Type(value = TrialEvent.Completed.class, name = "COMPLETED"),
    @Type(value = TrialEvent.Failed.class, name = "FAILED"),
    @Type(value = TrialEvent.Stopped.class, name = "STOPPED")
})
public sealed interface TrialEvent {
    /** The libraries are loaded; once. {@code backend} is {@code cpu} or {@code cuda}. */
    record Ready(String backend) implements TrialEvent {}

    /** The libraries cannot be loaded, and why, in a sentence; instead of {@link Ready}. */
    record Unusable(String why) implements TrialEvent {}

    /** A line for the trial's log. Not by standard output, which is read apart and could lag behind the trial's end. */
    record Logged(String line) implements TrialEvent {}

    /** The training is alive; about once a second. */
    record Progressed() implements TrialEvent {}

    record Measured(Measurement measurement) implements TrialEvent {}

    /** A checkpoint was saved, after its epoch was measured; {@code due} when the settings asked for it. */
    record Checkpointed(long step, String file, boolean due) implements TrialEvent {}

    /** What the trial will take in a fresh process, as far as its shapes tell; before its networks are built. */
    record Predicted(double peakMebibytes, double epochSeconds) implements TrialEvent {}

    /**
     * What the trial took of the machine; just before its end, in whichever way it ends by itself.
     *
     * @param peakMebibytes the most that was resident while it ran; 0 where the machine does not say
     * @param alone whether hardly anything of earlier trials was resident, too
     */
    record Used(int peakMebibytes, boolean alone) implements TrialEvent {}

    /** The log says where the threads are. */
    record Traced() implements TrialEvent {}

    /** All epochs are over and the model is saved. */
    record Completed(Map<String, Double> metrics) implements TrialEvent {}

    record Failed(FailureCause cause, String message) implements TrialEvent {}

    /** Ended early, as it was told. */
    record Stopped() implements TrialEvent {}

    /**
     * The process is gone, whatever was running.
     *
     * @param crash in native code, in a line; its stacks are in the log
     * @param outOfMemory whether the machine's memory was the reason, as far as can be known
     */
    record Died(int exitCode, @Nullable String crash, boolean outOfMemory) implements TrialEvent {}
}
