package dev.cairn.service.insight;

import dev.cairn.api.problem.ProblemCode;
import dev.cairn.search.sampler.History;
import dev.cairn.search.sampler.Problem;
import dev.cairn.service.study.Studies;
import dev.cairn.service.study.Study;
import dev.cairn.service.suggestion.Histories;
import dev.cairn.service.web.ProblemException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Keeps the stored insights up with the studies' numbered events: now for who asks, and from time to time for who reads by SQL.
 * No lease, report or outcome waits for it.
 */
@Component
class Computing {
    private static final Logger log = LoggerFactory.getLogger(Computing.class);
    private static final double NANOS = 1e9;

    /** A history is folded in memory: so many events, of a hundred thousand trials, fit into the heap of a small service. */
    private static final long MOST_EVENTS = 300_000;

    private final Studies studies;
    private final Histories histories;
    private final Insights insights;
    private final long mostEvents;

    @Autowired
    Computing(Studies studies, Histories histories, Insights insights) {
        this(studies, histories, insights, MOST_EVENTS);
    }

    Computing(Studies studies, Histories histories, Insights insights, long mostEvents) {
        this.mostEvents = mostEvents;
        this.studies = studies;
        this.histories = histories;
        this.insights = insights;
    }

    /** @throws ProblemException if too much has happened in the study to say what its trials say together */
    void requireFewEvents(Study study) {
        if (study.lastEventSeq() > mostEvents) {
            throw ProblemException.of(
                    ProblemCode.WRONG_STATE,
                    "study " + study.id() + " has " + study.lastEventSeq() + " events; insights are computed up to "
                            + mostEvents + ", its trials can be read as CSV");
        }
    }

    /** Computes a study's insight unless the stored one knows all events, or was computed a moment ago. */
    void bringUpToDate(Study study) {
        requireFewEvents(study);
        boolean isFresh = insights.find(study.id())
                .filter(stored -> stored.seq() >= study.lastEventSeq() || stored.isRecent() && study.endedAt() == null)
                .isPresent();
        if (!isFresh) {
            compute(study);
        }
    }

    private void compute(Study study) {
        long begin = System.nanoTime();
        Problem problem = study.spec().problem();
        History history = histories.withoutCurves(study.id(), problem, study.lastEventSeq());
        Insight insight = Insight.of(problem, history.observations());
        insights.store(study, insight, (System.nanoTime() - begin) / NANOS);
    }

    /** For those who read tables. Replicas that do so at once compute the same. */
    @Scheduled(fixedDelayString = "PT5S", initialDelayString = "PT5S")
    void sweep() {
        try {
            insights.stale(mostEvents).forEach(id -> studies.find(id).ifPresent(this::tryToCompute));
        } catch (RuntimeException e) {
            warn("Insights have to wait: {}", e);
        }
    }

    private void tryToCompute(Study study) {
        try {
            compute(study);
        } catch (RuntimeException e) {
            warn("The insight of study " + study.id() + " has to wait: {}", e);
        }
    }

    private static void warn(String message, RuntimeException e) {
        log.warn(message, NestedExceptionUtils.getMostSpecificCause(e).getMessage());
    }
}
