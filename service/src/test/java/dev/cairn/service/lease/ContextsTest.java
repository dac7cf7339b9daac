package dev.cairn.service.lease;

import static dev.cairn.service.Fixtures.name;
import static dev.cairn.service.Fixtures.study;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.CairnJson;
import dev.cairn.api.study.StudySpec;
import dev.cairn.api.trial.Purpose;
import dev.cairn.service.TestService;
import java.lang.ref.WeakReference;
import org.junit.jupiter.api.Test;

class ContextsTest {
    private static final int MOST_COLLECTIONS = 50;

    /** Ten thousand long ones would fill the memory. */
    @Test
    void aSpecificationIsNotHeldForTheSakeOfAnAttempt() {
        Contexts contexts = TestService.shared().bean(Contexts.class);
        WeakReference<StudySpec> spec = keep(contexts);

        for (int i = 0; i < MOST_COLLECTIONS && spec.get() != null; i++) {
            System.gc();
        }

        assertThat(spec.get()).isNull();
        assertThat(contexts.of(Long.MAX_VALUE)).isEmpty();
    }

    private static WeakReference<StudySpec> keep(Contexts contexts) {
        StudySpec spec = CairnJson.strict().readValue(study(name(), 1, "\"seed\": 7,"), StudySpec.class);
        contexts.keep(Long.MAX_VALUE, new Context(1, spec, "md5", Purpose.SEARCH));
        return new WeakReference<>(spec);
    }
}
