package dev.cairn.api.transfer;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.cairn.api.lease.Outcome;
import dev.cairn.api.study.StudySpec;
import dev.cairn.api.study.StudyState;
import dev.cairn.api.trial.AttemptState;
import dev.cairn.api.trial.FailureCause;
import dev.cairn.api.trial.Measurement;
import dev.cairn.api.trial.Origin;
import dev.cairn.api.trial.Purpose;
import dev.cairn.api.trial.TrialState;
import dev.cairn.search.Rules;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One line of an exported study: first the study, then its trials, those that have ended in the order in which they did, each
 * before its curves, then its events.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ExportLine.OfStudy.class, name = "STUDY"),
    @JsonSubTypes.Type(value = ExportLine.OfTrial.class, name = "TRIAL"),
    @JsonSubTypes.Type(value = ExportLine.OfCurve.class, name = "CURVE"),
    @JsonSubTypes.Type(value = ExportLine.OfEvent.class, name = "EVENT")
})
public sealed interface ExportLine {
    /** The most points of a curve on one line. */
    int MOST_MEASUREMENTS = 1000;

    /** Far from where a study's further numbers would overflow, however often it is added. */
    long LARGEST_NUMBER = 1_000_000_000_000_000L;

    /** @param spec what a new study for the trials is created from */
    record OfStudy(
            long id,
            StudySpec spec,
            StudyState state,
            @Nullable String reason,
            Instant createdAt,
            @Nullable Instant endedAt)
            implements ExportLine {}

    /**
     * A trial.
     *
     * @param number names it in this file
     * @param purpose SEARCH when absent
     * @param seed drawn anew when absent
     * @param excluded no when absent
     * @param metrics of a completed trial, what came after its completion too
     * @param values one per objective; told, not read: the metrics say it
     * @param lastStep where a pruned trial was stopped
     * @param lastValue its last finite value of the first objective
     * @param attempts numbered from 1
     */
    record OfTrial(
            Long number,
            @Nullable Purpose purpose,
            @Nullable Origin origin,
            TrialState state,
            @Nullable FailureCause cause,
            Map<String, Object> point,
            @Nullable Long seed,
            @Nullable Integer priority,
            @Nullable Boolean excluded,
            @Nullable Map<String, Double> metrics,
            @Nullable List<Double> values,
            @Nullable Long lastStep,
            @Nullable Double lastValue,
            @Nullable List<OfAttempt> attempts,
            @Nullable Instant createdAt,
            @Nullable Instant endedAt)
            implements ExportLine {
        public OfTrial {
            purpose = purpose == null ? Purpose.SEARCH : purpose;
            priority = priority == null ? 0 : priority;
            excluded = excluded != null && excluded;
            attempts = attempts == null ? List.of() : List.copyOf(attempts);
            var rules = new Rules();
            if (rules.present(number, "number")) {
                Long given = number;
                rules.check(
                        given >= 1 && given <= LARGEST_NUMBER,
                        "/number",
                        () -> "number must be from 1 to " + LARGEST_NUMBER + " but was " + given);
            }
            rules.present(point, "point");
            if (rules.present(state, "state")) {
                boolean failed = state == TrialState.FAILED || state == TrialState.INFEASIBLE;
                TrialState ended = state;
                FailureCause why = cause;
                rules.check(
                        failed == (why != null),
                        "/cause",
                        () -> ended + (failed ? " needs a cause" : " has no cause but had " + why));
            }
            Double value = lastValue;
            rules.check(
                    value == null || Double.isFinite(value),
                    "/lastValue",
                    () -> "lastValue must be finite but was " + value);
            rules.check(
                    (lastStep == null) == (value == null), "/lastStep", () -> "lastStep and lastValue belong together");
            for (int i = 0; i < attempts.size(); i++) {
                int position = i + 1;
                int numbered = attempts.get(i).number();
                rules.check(
                        numbered == position,
                        "/attempts/" + i + "/number",
                        () -> "attempts must be numbered from 1 in order but this was " + numbered);
            }
            rules.hold();
        }
    }

    /**
     * One execution of a trial.
     *
     * @param worker who ran it
     * @param backend what computed, such as {@code cpu}
     * @param startedAt unknown when absent, and then what it cost too
     * @param heardAt when its worker was heard last, if it fell silent; then what it cost ended there
     * @param blobs what it left, by kind, as SHA-256; attached again where the bytes are known
     */
    record OfAttempt(
            Integer number,
            AttemptState state,
            @Nullable FailureCause cause,
            @Nullable String message,
            String worker,
            @Nullable String backend,
            @Nullable Long resumedFromStep,
            @Nullable Instant startedAt,
            @Nullable Instant endedAt,
            @Nullable Instant heardAt,
            @Nullable Map<Outcome.BlobKind, String> blobs,
            @Nullable String log) {
        public OfAttempt {
            blobs = blobs == null ? Map.of() : Map.copyOf(blobs);
            var rules = new Rules();
            rules.present(number, "number");
            rules.present(worker, "worker");
            rules.present(state, "state");
            rules.hold();
        }
    }

    /** Some points of the curve of one attempt of a trial whose line came before, by step. */
    record OfCurve(Long trial, Integer attempt, List<Measurement> measurements) implements ExportLine {
        public OfCurve {
            var rules = new Rules();
            rules.present(trial, "trial");
            rules.present(attempt, "attempt");
            if (rules.present(measurements, "measurements")) {
                measurements = List.copyOf(measurements);
                int size = measurements.size();
                rules.check(
                        size <= MOST_MEASUREMENTS,
                        "/measurements",
                        () -> "measurements may be at most " + MOST_MEASUREMENTS + " but were " + size);
            }
            rules.hold();
        }
    }

    /**
     * What happened, and when; told, not read.
     *
     * @param event its type
     * @param trial a trial's number
     * @param attempt an attempt's number within that trial
     */
    record OfEvent(
            long seq,
            String event,
            @Nullable Long trial,
            @Nullable Integer attempt,
            JsonNode payload,
            String actor,
            Instant at)
            implements ExportLine {}
}
