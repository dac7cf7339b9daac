package dev.cairn.benchmarks.server;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;

/** The limit: the service's own claim and outcome statements, sent by nothing but a loop and the driver. */
public final class BareWorker implements Cycle {
    /** Postgres's text of 32 bytes. */
    private static final String HASH = "\\\\x[0-9a-f]{64}";

    private static final int HASH_BYTES = 32;

    /**
     * What the service sends for one lease and one outcome.
     *
     * @param lease everything, in order
     * @param attempt the id that was granted
     */
    public record Sent(List<SentStatement> lease, List<SentStatement> outcome, String attempt) {
        /** Watches the service for one cycle; nobody else may use it meanwhile. */
        public static Sent watch(MeasuredService service, long study) {
            try (HttpWorker worker = new HttpWorker(service, study, 0)) {
                // The first time a worker asks it is greeted.
                worker.run();
                var held = new AtomicReference<HttpWorker.Held>();
                List<SentStatement> lease = SentStatement.of(service, () -> held.set(worker.lease()));
                List<SentStatement> outcome = SentStatement.of(service, () -> worker.complete(held.get()));
                return new Sent(lease, outcome, held.get().attempt());
            }
        }

        SentStatement claim() {
            return only(lease, "skip locked", "insert into attempt");
        }

        SentStatement end() {
            return only(outcome, "outcome_hash", "insert into event");
        }

        private static SentStatement only(List<SentStatement> sent, String... parts) {
            return sent.stream()
                    .filter(statement -> List.of(parts).stream().allMatch(statement::has))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("none of " + sent + " has " + List.of(parts)));
        }
    }

    private final Connection connection;
    private final Sent sent;
    private final List<String> hashes;
    private final PreparedStatement claim;
    private final PreparedStatement end;
    private final SplittableRandom random;

    public BareWorker(MeasuredService service, Sent sent, int number) throws SQLException {
        this.connection = service.asService();
        this.sent = sent;
        this.hashes = sent.claim().values().stream()
                .filter(value -> value != null && value.matches(HASH))
                .distinct()
                .toList();
        this.claim = sent.claim().prepare(connection);
        this.end = sent.end().prepare(connection);
        this.random = new SplittableRandom(System.nanoTime() + number);
    }

    @Override
    public void run() throws SQLException {
        for (String hash : hashes) {
            byte[] fresh = new byte[HASH_BYTES];
            random.nextBytes(fresh);
            String value = "\\x" + HexFormat.of().formatHex(fresh);
            sent.claim().put(claim, hash, value);
            sent.end().put(end, hash, value);
        }
        sent.end().put(end, sent.attempt(), SentStatement.first(claim, "attempt"));
        SentStatement.first(end, "state");
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
