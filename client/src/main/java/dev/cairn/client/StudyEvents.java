package dev.cairn.client;

import dev.cairn.api.CairnJson;
import dev.cairn.api.event.StudyEvent;
import dev.cairn.api.study.StudyState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A study's events as they happen, each once and in order. When the connection breaks it is made again, as long as it takes, and
 * goes on after the last event; refusals are thrown. Ends when the study has ended or this is closed. One thread reads; any may
 * close, also while it waits.
 */
public final class StudyEvents implements Iterator<StudyEvent>, AutoCloseable {
    /** A service says something every 15 s, if only that it is there. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(60);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Set<Integer> PASSING = Set.of(429, 502, 503, 504);
    private static final String DATA = "data:";

    private final CairnClient client;
    private final long study;
    private final CountDownLatch closed = new CountDownLatch(1);
    private long last;
    private Duration pause = FIRST_PAUSE;
    private @Nullable StudyEvent next;
    private volatile @Nullable Watched lines;

    StudyEvents(CairnClient client, long study, long after) {
        this.client = client;
        this.study = study;
        this.last = after;
    }

    /** The number of the last event that was read, to go on from later. */
    public long last() {
        return last;
    }

    /** The rest as a stream; closing it closes this. */
    public Stream<StudyEvent> stream() {
        return StreamSupport.stream(
                        Spliterators.spliteratorUnknownSize(this, Spliterator.ORDERED | Spliterator.NONNULL), false)
                .onClose(this::close);
    }

    @Override
    public boolean hasNext() {
        while (next == null && closed.getCount() > 0) {
            try {
                next = read();
                if (next == null && hasEnded()) {
                    return false;
                }
            } catch (UncheckedIOException e) {
                disconnect();
            } catch (ProblemException e) {
                disconnect();
                if (!PASSING.contains(e.status())) {
                    throw e;
                }
            }
            if (next == null) {
                rest();
            }
        }
        return next != null;
    }

    @Override
    public StudyEvent next() {
        if (!hasNext() || next == null) {
            throw new NoSuchElementException();
        }
        StudyEvent event = next;
        next = null;
        last = event.seq();
        return event;
    }

    /** The next event of this connection; null if that has ended. */
    private @Nullable StudyEvent read() {
        Watched open = lines == null ? connect() : lines;
        for (Optional<String> line = open.next(); line.isPresent(); line = open.next()) {
            if (line.get().startsWith(DATA)) {
                pause = FIRST_PAUSE;
                return CairnJson.tolerant().readValue(line.get().substring(DATA.length()), StudyEvent.class);
            }
        }
        disconnect();
        return null;
    }

    private Watched connect() {
        HttpRequest request = client.exchange()
                .call("/studies/" + study + "/events?until=end")
                .setHeader("Accept", "text/event-stream")
                .header("Last-Event-ID", Long.toString(last))
                .GET()
                .build();
        Watched opened = new Watched(client.exchange().open(request), LONGEST_SILENCE);
        lines = opened;
        if (closed.getCount() == 0) {
            // Closed while we connected: nobody else will.
            disconnect();
            throw new UncheckedIOException(new IOException("closed"));
        }
        return opened;
    }

    /** The service ends the connection at the study's end; but anybody may end it before. */
    private boolean hasEnded() {
        if (closed.getCount() == 0) {
            return true;
        }
        StudyState state = client.studies().get(study).state();
        return state != null
                && state.isFinal()
                && client.studies().events(study, last).items().isEmpty();
    }

    private void rest() {
        try {
            if (closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
        }
        pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
    }

    private void disconnect() {
        Watched open = lines;
        lines = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        disconnect();
    }
}
