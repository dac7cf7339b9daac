package dev.cairn.service.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.migrations.TestPostgres;
import dev.cairn.service.CairnSettings;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ListenerTest {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);

    /** A quiet study may have lost its one notification while others are told of all the time. */
    @Test
    void watchersLookAlsoWhereMuchIsHeard() throws Exception {
        TestPostgres.Database database = TestPostgres.database();
        var looks = new AtomicInteger();
        var moves = new AtomicInteger();
        var watcher = new StudyWatcher() {
            @Override
            public void moved(long study) {
                moves.incrementAndGet();
            }

            @Override
            public void look() {
                looks.incrementAndGet();
            }

            @Override
            public void missed() {
                // The look at the start is not meant.
            }
        };
        var settings = new CairnSettings(HOUR, HOUR, LOOK, false);
        var listener = new Listener(database.url(), database.user(), database.password(), settings, List.of(watcher));
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            listener.start();
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while (looks.get() < 2 && System.nanoTime() < end) {
                statement.execute("notify cairn, '1'");
            }
        } finally {
            listener.stop();
        }

        assertThat(moves.get()).isGreaterThan(2);
        assertThat(looks.get()).isGreaterThanOrEqualTo(2);
    }
}
