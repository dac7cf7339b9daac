package dev.cairn.service.insight;

import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Makes the wide views that were asked for, keeps them in step with their studies, and drops them. Every replica does. */
@Component
class SqlViewJob {
    private static final Logger log = LoggerFactory.getLogger(SqlViewJob.class);

    private final SqlViews views;

    SqlViewJob(SqlViews views) {
        this.views = views;
    }

    @Scheduled(fixedDelayString = "PT3S", initialDelayString = "PT3S")
    void sweep() {
        try {
            views.due().forEach(this::refresh);
            views.tidy();
        } catch (RuntimeException e) {
            log.warn("Views of studies have to wait: {}", reason(e));
        }
    }

    private void refresh(long study) {
        try {
            views.refresh(study);
        } catch (RuntimeException e) {
            log.warn("The view of study {} has to wait: {}", study, reason(e));
            views.failed(study, reason(e));
        }
    }

    private static String reason(RuntimeException e) {
        return Objects.toString(NestedExceptionUtils.getMostSpecificCause(e).getMessage(), "no reason is known");
    }
}
