package dev.cairn.service.progress;

import java.util.Objects;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** What people add to a study: all or nothing, and for a dry run all and then nothing. */
@Component
public class Additions {
    private final TransactionTemplate transaction;
    private final Sequencer sequencer;

    Additions(TransactionTemplate transaction, Sequencer sequencer) {
        this.transaction = transaction;
        this.sequencer = sequencer;
    }

    /** Runs what adds, in one transaction; unless it is a dry run, the study is brought up to date then. */
    public <T> T add(long study, boolean dryRun, Supplier<T> adding) {
        T added = Objects.requireNonNull(transaction.execute(status -> {
            if (dryRun) {
                status.setRollbackOnly();
            }
            return adding.get();
        }));
        if (!dryRun) {
            sequencer.run(study);
        }
        return added;
    }
}
