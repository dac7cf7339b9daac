package dev.cairn.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.LeaseRequest;
import dev.cairn.api.lease.Outcome;
import dev.cairn.api.lease.Outcome.Result;
import dev.cairn.api.lease.Report;
import dev.cairn.api.lease.WorkerInfo;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.trial.FailureCause;
import dev.cairn.api.trial.Measurement;
import dev.cairn.client.CairnClient;
import dev.cairn.client.ProblemException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Short ways to say what tests say often. */
public final class Fixtures {
    private static final AtomicInteger NAMES = new AtomicInteger();

    private Fixtures() {}

    public static String name() {
        return "study-" + NAMES.incrementAndGet();
    }

    /** A study without a task: anyone may train it. The rest is JSON to add, such as {@code "seed": 7,}. */
    public static String study(String name, int trials, String rest) {
        return """
                {"name": "%s", %s
                 "space": {"parameters": [
                    {"name": "x", "type": "REAL", "low": -1, "high": 1},
                    {"name": "kind", "type": "CATEGORICAL", "values": ["a", "b"]},
                    {"name": "depth", "type": "INTEGER", "low": 1, "high": 4, "when": {"kind": ["b"]}}]},
                 "objectives": [{"metric": "loss"}],
                 "budget": {"trials": %d}}
                """.formatted(name, rest, trials);
    }

    public static LeaseRequest ask(StudyView study) {
        return ask(study, "tester", Duration.ZERO);
    }

    public static LeaseRequest ask(StudyView study, String worker, Duration hold) {
        return new LeaseRequest(UUID.randomUUID(), new WorkerInfo(worker, null, "cpu"), study.id(), hold);
    }

    public static Lease lease(CairnClient client, StudyView study) {
        return client.leases().take(ask(study)).orElseThrow();
    }

    public static Outcome completed(double loss) {
        return new Outcome(Result.COMPLETED, null, Map.of("loss", loss), null, null, null, null);
    }

    public static Outcome ended(Result result, FailureCause cause) {
        return new Outcome(result, cause, null, null, null, "because", null);
    }

    public static Report report(long step, double loss) {
        return new Report(List.of(new Measurement(step, Map.of("loss", loss))), null);
    }

    /** Runs trials of a study until none is granted any more. */
    public static void runAll(CairnClient client, StudyView study, Consumer<Lease> trial) {
        for (Optional<Lease> lease = client.leases().take(ask(study));
                lease.isPresent();
                lease = client.leases().take(ask(study))) {
            trial.accept(lease.get());
        }
    }

    public static void assertRefused(ThrowingCallable call, ProblemCode code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo(code));
    }
}
