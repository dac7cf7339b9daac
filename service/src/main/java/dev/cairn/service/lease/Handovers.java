package dev.cairn.service.lease;

import dev.cairn.api.lease.Handover;
import dev.cairn.api.lease.Outcome;
import dev.cairn.api.trial.TrialState;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.stereotype.Repository;

/**
 * An outcome and the claim of the next trial in one autocommit statement. The claim waits for the outcome: it may keep the lock of
 * a row that it then rejects, and two workers who each hold what the other's outcome needs would wait for each other. All parts of
 * a statement see what was before it, so a trial that this very outcome queues again is not handed over.
 */
@Repository
class Handovers {
    private final Map<Text, LongStatement> texts = new ConcurrentHashMap<>();
    private final JdbcOperations jdbc;
    private final Outcomes outcomes;
    private final Claims claims;

    Handovers(JdbcOperations jdbc, Outcomes outcomes, Claims claims) {
        this.jdbc = jdbc;
        this.outcomes = outcomes;
        this.claims = claims;
    }

    /** A text for each case of both. */
    private record Text(OutcomeText outcome, ClaimText claim) {
        LongStatement statement() {
            return new LongStatement(
                    "with recursive " + outcome.ctes() + ", ended as (select m.id as trial_id, m.state from moved m), "
                            + claim.ctes("ended")
                            + ", granted as (" + ClaimText.GRANT + ClaimText.granted() + ")"
                            + " select e.trial_id as ended_trial, e.state as ended_state, g.* from ended e left join granted g on true");
        }
    }

    /**
     * As {@link Outcomes#end} and {@link Claims#claim} in turn, nothing claimed without the outcome.
     *
     * @throws org.springframework.dao.DuplicateKeyException if the same request was granted at the same moment; then the outcome is
     *     not stored either
     */
    Optional<Handover.Answer> handOver(Outcomes.Sent sent, Ending ending, Context context, Ask next) {
        MapSqlParameterSource parameters = outcomes.parameters(sent, ending, context);
        var text = new Text(OutcomeText.of(ending), ClaimText.of(next, true));
        return texts.computeIfAbsent(text, Text::statement)
                .query(
                        jdbc,
                        claims.bind(next, parameters),
                        (row, index) -> new Handover.Answer(
                                new Outcome.Answer(
                                        row.getLong("ended_trial"), TrialState.valueOf(row.getString("ended_state"))),
                                row.getObject("attempt") == null
                                        ? null
                                        : claims.lease(row, next.request().request())));
    }
}
