package dev.cairn.service.event;

import dev.cairn.api.problem.ProblemCode;
import dev.cairn.service.access.Caller;
import dev.cairn.service.access.Voided;
import dev.cairn.service.progress.StudyWatcher;
import dev.cairn.service.web.ProblemException;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Every open stream of this replica. */
@Component
class Streams implements StudyWatcher, SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(Streams.class);
    /** Few: they only read pages and hand bytes over. */
    private static final int THREADS = 2;
    /** Leaves connections for workers, of the 8,192 that Tomcat accepts. */
    private static final int MOST_READERS = 5000;

    private static final long MOST_BLOCKED_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Events events;
    private final Voided voided;
    private final ExecutorService sending = Executors.newFixedThreadPool(THREADS, work -> {
        Thread thread = new Thread(work, "sending");
        thread.setDaemon(true);
        return thread;
    });
    private final Set<Reader<StudyFeed>> ofStudies = ConcurrentHashMap.newKeySet();
    private final Set<Reader<HintFeed>> ofHints = ConcurrentHashMap.newKeySet();
    private volatile boolean open;

    Streams(Events events, Voided voided) {
        this.events = events;
        this.voided = voided;
    }

    /** Keeps the response open and sends a study's events. */
    void study(StudyFeed feed, Caller caller, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        add(ofStudies, feed, caller, request, response);
    }

    /** Keeps the response open and sends hints. */
    void hints(HintFeed feed, Caller caller, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        add(ofHints, feed, caller, request, response);
    }

    private <F extends Feed> void add(
            Set<Reader<F>> readers, F feed, Caller caller, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (count() >= MOST_READERS) {
            throw ProblemException.of(
                    ProblemCode.BUSY, MOST_READERS + " streams are open here; poll with Accept: application/json");
        }
        response.setContentType(feed.contentType());
        response.setHeader("Cache-Control", "no-store");
        // Proxies of the nginx kind would otherwise keep events until a buffer is full.
        response.setHeader("X-Accel-Buffering", "no");
        if (request.getMethod().equals("HEAD")) {
            // The container throws away what is written, and so would never tell that the asker is gone.
            return;
        }
        AsyncContext context = request.startAsync();
        var self = new Object() {
            Reader<F> reader;
        };
        self.reader = new Reader<>(context, feed, caller, sending, () -> readers.remove(self.reader));
        readers.add(self.reader);
        self.reader.open();
    }

    /** How many streams are open. */
    int count() {
        return ofStudies.size() + ofHints.size();
    }

    @Override
    public void moved(long study) {
        ofStudies.stream().filter(reader -> reader.feed().study() == study).forEach(Reader::wake);
        hint(feed -> feed.moved(study));
    }

    @Override
    public void missed() {
        hint(HintFeed::allMayHaveMoved);
        look();
    }

    private void hint(Consumer<HintFeed> what) {
        ofHints.forEach(reader -> {
            what.accept(reader.feed());
            reader.wake();
        });
    }

    /** One question for all readers, however many. */
    @Override
    public void look() {
        if (open && !ofStudies.isEmpty()) {
            sending.execute(this::wakeThoseBehind);
        }
    }

    private void wakeThoseBehind() {
        Set<Long> watched =
                ofStudies.stream().map(reader -> reader.feed().study()).collect(Collectors.toSet());
        Map<Long, Long> marks = new HashMap<>();
        try {
            events.marks(watched).forEach(mark -> marks.put(mark.study(), mark.seq()));
        } catch (DataAccessException e) {
            log.debug(
                    "Readers have to wait: {}",
                    NestedExceptionUtils.getMostSpecificCause(e).getMessage());
            return;
        }
        // A study that is gone has no mark; its readers find out by themselves.
        ofStudies.stream()
                .filter(reader -> marks.getOrDefault(reader.feed().study(), Long.MAX_VALUE)
                        > reader.feed().position())
                .forEach(Reader::wake);
    }

    @Scheduled(fixedDelayString = "${cairn.events.heartbeat}")
    void beat() {
        endThoseOfVoidTokens();
        ofStudies.forEach(reader -> reader.beat(MOST_BLOCKED_NANOS));
        ofHints.forEach(reader -> reader.beat(MOST_BLOCKED_NANOS));
    }

    @Override
    public void revoked() {
        endThoseOfVoidTokens();
    }

    /** A token that was revoked or has expired opens nothing any more; what it had opened ends here. */
    private void endThoseOfVoidTokens() {
        try {
            Set<Caller> gone = voided.among(Stream.concat(ofStudies.stream(), ofHints.stream())
                    .map(Reader::caller)
                    .toList());
            Stream.concat(ofStudies.stream(), ofHints.stream())
                    .filter(reader -> gone.contains(reader.caller()))
                    .forEach(Reader::close);
        } catch (DataAccessException e) {
            log.debug(
                    "Tokens of readers are looked at later: {}",
                    NestedExceptionUtils.getMostSpecificCause(e).getMessage());
        }
    }

    @Override
    public void start() {
        open = true;
    }

    /** Ends every stream, before the web server waits for calls that are under way. */
    @Override
    public void stop() {
        open = false;
        ofStudies.forEach(Reader::close);
        ofHints.forEach(Reader::close);
        sending.shutdown();
    }

    @Override
    public boolean isRunning() {
        return open;
    }
}
