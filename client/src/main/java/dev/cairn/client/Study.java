package dev.cairn.client;

import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.study.StudySpec;
import dev.cairn.api.study.StudyState;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.trial.Enqueued;
import dev.cairn.api.trial.PointsToTry;
import dev.cairn.api.trial.Purpose;
import dev.cairn.api.trial.TrialView;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** One study, as a handle: what it says is asked for anew each time. For any thread. */
public final class Study {
    private final CairnClient client;
    private final long id;
    private final String name;

    private Study(CairnClient client, StudyView view) {
        this.client = client;
        this.id = view.id();
        this.name = view.spec().name();
    }

    /** @throws IllegalArgumentException if there is none of that name */
    static Study named(CairnClient client, String name) {
        return client.studies()
                .named(name)
                .map(view -> new Study(client, view))
                .orElseThrow(() -> new IllegalArgumentException("there is no study '" + name + "'"));
    }

    /** Creates it, or opens the one of that name if that is the same. */
    static Study of(CairnClient client, StudySpec spec) {
        try {
            return new Study(client, client.studies().create(spec));
        } catch (ProblemException e) {
            if (e.code() != ProblemCode.NAME_TAKEN) {
                throw e;
            }
            StudyView there = client.studies().named(spec.name()).orElseThrow(() -> e);
            List<String> differences = Differences.between(spec, there.spec());
            if (!differences.isEmpty()) {
                throw new DifferentStudyException(spec.name(), differences);
            }
            return new Study(client, there);
        }
    }

    public long id() {
        return id;
    }

    /** As it was when the handle was made. */
    public String name() {
        return name;
    }

    /** How it stands. */
    public StudyView view() {
        return client.studies().get(id);
    }

    /** Queues points, by parameter; they are leased before new suggestions. */
    public Enqueued enqueue(List<Map<String, Object>> points) {
        return client.studies().enqueue(id, new PointsToTry(points, null, null), false);
    }

    /** Search trials by number, each page fetched when it is needed. */
    public Stream<TrialView> trials() {
        return client.trials().stream(id, Purpose.SEARCH);
    }

    /** @throws ProblemException with {@code NOT_FOUND} while no trial has completed */
    public Best best() {
        return new Best(client, client.studies().best(id));
    }

    /** What happened and happens, from the start, until the study has ended; close it. */
    public StudyEvents events() {
        return events(0);
    }

    /** Likewise, after the event of that number. */
    public StudyEvents events(long after) {
        return new StudyEvents(client, id, after);
    }

    /** Waits until the study has ended, however long that takes and whether or not the service is away meanwhile. */
    public StudyView await() {
        try (StudyEvents events = events()) {
            events.forEachRemaining(event -> {});
        }
        return view();
    }

    /** @throws TimeoutException if it has not ended by then */
    public StudyView await(Duration most) throws TimeoutException {
        try (StudyEvents events = events()) {
            CompletableFuture.delayedExecutor(most.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(events::close);
            events.forEachRemaining(event -> {});
        }
        StudyView view = view();
        StudyState state = view.state();
        if (state == null || !state.isFinal()) {
            throw new TimeoutException("the study '" + name + "' has not ended in " + most + ": it is " + state);
        }
        return view;
    }

    public StudyView pause() {
        return client.studies().pause(id);
    }

    public StudyView resume() {
        return client.studies().resume(id);
    }

    public StudyView cancel() {
        return client.studies().cancel(id);
    }

    @Override
    public String toString() {
        return "study " + id + " (" + name + ")";
    }
}
