package dev.cairn.service.lease;

import dev.cairn.api.lease.Handover;
import dev.cairn.api.lease.LeaseRequest;
import dev.cairn.api.lease.Outcome;
import dev.cairn.api.trial.TrialState;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * An outcome and the claim of the next trial in one autocommit statement. The claim waits for the outcome: it may keep the lock of
 * a row that it then rejects, and two workers who each hold what the other's outcome needs would wait for each other. All parts of
 * a statement see what was before it, so a trial that this very outcome queues again is not handed over.
 */
@Repository
class Handovers {
    private static final Map<OutcomeText, Map<ClaimText, String>> TEXTS = new EnumMap<>(OutcomeText.class);

    static {
        for (OutcomeText outcome : OutcomeText.values()) {
            var texts = new EnumMap<ClaimText, String>(ClaimText.class);
            for (ClaimText claim : ClaimText.values()) {
                texts.put(claim, text(outcome, claim));
            }
            TEXTS.put(outcome, texts);
        }
    }

    private final JdbcClient jdbc;
    private final Outcomes outcomes;
    private final Claims claims;

    Handovers(JdbcClient jdbc, Outcomes outcomes, Claims claims) {
        this.jdbc = jdbc;
        this.outcomes = outcomes;
        this.claims = claims;
    }

    private static String text(OutcomeText outcome, ClaimText claim) {
        return "with recursive " + outcome.ctes() + ", ended as (select m.id as trial_id, m.state from moved m), "
                + claim.ctes("ended")
                + ", granted as (" + ClaimText.GRANT + ClaimText.granted() + ")"
                + " select e.trial_id as ended_trial, e.state as ended_state, g.* from ended e left join granted g on true";
    }

    /**
     * As {@link Outcomes#end} and {@link Claims#claim} in turn, nothing claimed without the outcome.
     *
     * @throws org.springframework.dao.DuplicateKeyException if the same request was granted at the same moment; then the outcome is
     *     not stored either
     */
    Optional<Handover.Answer> handOver(
            long attempt, byte[] tokenHash, Outcome outcome, Ending ending, Context context, LeaseRequest next) {
        MapSqlParameterSource parameters = outcomes.parameters(attempt, tokenHash, outcome, ending, context);
        ClaimText claim = ClaimText.of(next, true);
        return jdbc.sql(TEXTS.get(OutcomeText.of(ending.cause())).get(claim))
                .paramSource(claims.bind(next, parameters))
                .query((row, index) -> new Handover.Answer(
                        new Outcome.Answer(
                                row.getLong("ended_trial"), TrialState.valueOf(row.getString("ended_state"))),
                        row.getObject("attempt") == null ? null : claims.lease(row, next.request())))
                .optional();
    }
}
