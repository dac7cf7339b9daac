package dev.cairn.service.lease;

import dev.cairn.api.lease.Checkpoint;
import dev.cairn.api.lease.Outcome;
import dev.cairn.api.trial.TrialState;
import dev.cairn.search.objective.Objective;
import dev.cairn.service.access.Caller;
import java.sql.Types;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/** Ends attempts: one statement that fences, writes the last points, attaches blobs, moves the trial and tells the event. */
@Repository
class Outcomes {
    private final JdbcOperations jdbc;
    private final JsonMapper json;
    private final Leases leases;

    Outcomes(JdbcOperations jdbc, JsonMapper json, Leases leases) {
        this.jdbc = jdbc;
        this.json = json;
        this.leases = leases;
    }

    /** An outcome as it came in, with the lease's token. */
    record Sent(long attempt, byte[] tokenHash, Outcome outcome, Caller caller) {}

    /**
     * Ends an attempt, if it is still its trial's latest and the study's specification still that of the context.
     *
     * @return the trial and its state now; empty if the fence refuses, or the caller's token is void
     * @throws org.springframework.dao.DataIntegrityViolationException if a blob was not uploaded
     */
    Optional<Outcome.Answer> end(Sent sent, Ending ending, Context context) {
        return OutcomeText.of(ending)
                .statement()
                .query(
                        jdbc,
                        parameters(sent, ending, context),
                        (row, index) ->
                                new Outcome.Answer(row.getLong("id"), TrialState.valueOf(row.getString("state"))));
    }

    /** What an outcome's text takes. */
    MapSqlParameterSource parameters(Sent sent, Ending ending, Context context) {
        Outcome outcome = sent.outcome();
        Objective first = context.spec().objectives().get(0);
        Checkpoint checkpoint = outcome.checkpoint();
        List<Double> values = ending.values();
        List<Double> outcomes = ending.outcomes();
        return new MapSqlParameterSource()
                .addValue("attempt", sent.attempt())
                .addValue("token", sent.tokenHash())
                .addValue("ownToken", sent.caller().token(), Types.VARCHAR)
                .addValue("spec", context.specMd5())
                .addValue("trialState", ending.trial().name())
                .addValue("attemptState", ending.attempt().name())
                .addValue(
                        "cause", ending.cause() == null ? null : ending.cause().name(), Types.VARCHAR)
                .addValue(
                        "retries",
                        ending.cause() == null ? 0 : context.spec().retry().limit(ending.cause()))
                .addValue("measurements", leases.text(outcome.measurements()))
                .addValue("metric", first.metric())
                .addValue("blobs", json.writeValueAsString(outcome.blobs()))
                .addValue("checkpoint", checkpoint == null ? null : checkpoint.sha256(), Types.VARCHAR)
                .addValue("checkpointStep", checkpoint == null ? null : checkpoint.step(), Types.BIGINT)
                .addValue("message", Leases.clean(outcome.message()), Types.VARCHAR)
                .addValue("log", Leases.clean(outcome.log()), Types.VARCHAR)
                .addValue("hash", hash(outcome))
                .addValue("needs", outcome.needsMebibytes(), Types.INTEGER)
                .addValue("metrics", json.writeValueAsString(outcome.metrics()))
                .addValue("values", values == null ? null : values.toArray(Double[]::new))
                .addValue("outcomes", outcomes == null ? null : outcomes.toArray(Double[]::new))
                .addValue("score", values == null ? null : first.score(values.get(0)));
    }

    /** Of the outcome as the wire would carry it; maps in it are sorted, so equal outcomes have equal hashes. */
    byte[] hash(Outcome outcome) {
        return LeaseToken.hash(json.writeValueAsString(outcome));
    }
}
