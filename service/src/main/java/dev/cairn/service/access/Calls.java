package dev.cairn.service.access;

import dev.cairn.api.access.Role;
import dev.cairn.service.web.Admission;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.stereotype.Component;

/** Counts each call of those whose rate is limited: not workers, and not whoever is at this machine anyway. */
@Component
class Calls implements Admission {
    private static final String COUNTED = Calls.class.getName();

    private final RateLimits limits;

    Calls(RateLimits limits) {
        this.limits = limits;
    }

    @Override
    public void count(HttpServletRequest request) {
        if (request.getAttribute(COUNTED) != null) {
            return;
        }
        request.setAttribute(COUNTED, true);
        Caller.current()
                .filter(caller -> caller.role() != Role.WORKER && caller != Caller.LOCAL)
                .ifPresent(caller -> limits.count(caller.name()));
    }
}
