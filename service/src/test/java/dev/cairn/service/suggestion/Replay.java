package dev.cairn.service.suggestion;

import dev.cairn.api.trial.Origin;
import dev.cairn.api.trial.Purpose;
import dev.cairn.api.trial.TrialView;
import dev.cairn.client.CairnClient;
import dev.cairn.search.sampler.History;
import dev.cairn.search.sampler.Observation;
import dev.cairn.service.TestService;
import dev.cairn.service.progress.CatchUp;
import dev.cairn.service.study.Studies;
import dev.cairn.service.study.Study;
import java.util.List;

/** Computes every stored suggestion of a study again from the events it was made of. */
public final class Replay {
    private Replay() {}

    /** The numbers of the trials whose suggestions come out otherwise now. */
    public static List<Long> differing(TestService service, long id) {
        CairnClient client = service.client();
        return client.trials().all(id, Purpose.SEARCH).stream()
                .filter(trial -> trial.origin() == Origin.SUGGESTED)
                .filter(trial -> !client.trials().replay(trial.id()).same())
                .map(TrialView::number)
                .toList();
    }

    /** The numbers of the trials that teach the sampler something now, in the order of their completion. */
    public static List<Long> observed(TestService service, long id) {
        return history(service, id).observations().stream()
                .map(Observation::number)
                .toList();
    }

    /** All that the sampler may know now. */
    public static History history(TestService service, long id) {
        service.bean(CatchUp.class).now(id);
        Study study = service.bean(Studies.class).get(id);
        return service.bean(Histories.class).upTo(id, study.spec().problem(), study.lastEventSeq());
    }

    /** What the completed trials teach about the outcome constraints, in the order of their completion. */
    public static List<List<Double>> outcomes(TestService service, long id) {
        return history(service, id).observations().stream()
                .filter(o -> o.result() instanceof Observation.Completed)
                .map(o -> ((Observation.Completed) o.result()).outcomes())
                .toList();
    }
}
