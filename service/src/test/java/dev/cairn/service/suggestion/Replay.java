package dev.cairn.service.suggestion;

import dev.cairn.api.CairnJson;
import dev.cairn.search.sampler.History;
import dev.cairn.search.sampler.Observation;
import dev.cairn.search.sampler.Suggestion;
import dev.cairn.search.space.Point;
import dev.cairn.service.TestService;
import dev.cairn.service.progress.CatchUp;
import dev.cairn.service.study.Studies;
import dev.cairn.service.study.Study;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Computes every stored suggestion of a study again from the events it was made of. */
public final class Replay {
    private Replay() {}

    private record Stored(long number, long seq, String point) {}

    /** The numbers of suggestions that come out otherwise now. */
    public static List<Long> differing(TestService service, long id) {
        Study study = service.bean(Studies.class).find(id).orElseThrow();
        List<Stored> stored = service.bean(JdbcClient.class)
                .sql("""
                        select g.number, g.history_seq, t.point from suggestion g join trial t on t.id = g.trial_id
                        where g.study_id = :study order by g.number
                        """)
                .param("study", id)
                .query((row, index) -> new Stored(row.getLong(1), row.getLong(2), row.getString(3)))
                .list();
        List<Long> differing = new ArrayList<>();
        for (Stored one : stored) {
            History history =
                    service.bean(Histories.class).upTo(id, study.spec().problem(), one.seq());
            Suggestion again = study.spec()
                    .sampler()
                    .suggest(study.spec().problem(), history, 1, study.spec().seed(), one.number())
                    .get(0);
            Point before = study.spec()
                    .space()
                    .point(CairnJson.strict()
                            .readValue(one.point(), Point.class)
                            .values());
            if (!again.point().equals(before)) {
                differing.add(one.number());
            }
        }
        return differing;
    }

    /** What the completed trials teach about the outcome constraints, in the order of their completion. */
    public static List<List<Double>> outcomes(TestService service, long id) {
        service.bean(CatchUp.class).now(id);
        Study study = service.bean(Studies.class).find(id).orElseThrow();
        History history = service.bean(Histories.class).upTo(id, study.spec().problem(), study.lastEventSeq());
        return history.observations().stream()
                .filter(o -> o.result() instanceof Observation.Completed)
                .map(o -> ((Observation.Completed) o.result()).outcomes())
                .toList();
    }
}
