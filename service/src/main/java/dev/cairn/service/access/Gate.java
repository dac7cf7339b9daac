package dev.cairn.service.access;

import dev.cairn.api.access.Role;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.service.access.Ownership.Kind;
import dev.cairn.service.access.Ownership.Thing;
import dev.cairn.service.web.ProblemException;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.util.NumberUtils;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;

/**
 * The one place that decides, before a handler runs, whether its caller may call it: by the handler's {@link Allowed}, and by the
 * project of what the path names. What a caller may not see is answered as if there were no such thing.
 */
@Component
class Gate implements HandlerInterceptor {
    private static final Logger log = LoggerFactory.getLogger("dev.cairn.service.changes");

    /** Path prefixes whose id says the project. */
    private static final Map<String, Kind> BY_ID =
            Map.of("studies", Kind.STUDY, "trials", Kind.TRIAL, "attempts", Kind.ATTEMPT);
    /** Those whose handlers look after it: bytes are found by project and digest, and the last two are the admin's. */
    private static final Set<String> OTHERWISE = Set.of("datasets", "blobs", "tokens", "projects");

    /** One thing: of a second variable nobody would ask whether it belongs to the first. */
    private static final Pattern NAMES_SOMETHING = Pattern.compile("/api/v1/(\\w+)/\\{(\\w+)}[^{]*");

    private static final Set<String> CHANGES = Set.of("POST", "PUT", "PATCH", "DELETE");

    private final Ownership ownership;
    private final Calls calls;
    private final RecentTokens tokens;

    Gate(Ownership ownership, Calls calls, RecentTokens tokens) {
        this.tokens = tokens;
        this.ownership = ownership;
        this.calls = calls;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (!(handler instanceof HandlerMethod method) || request.getDispatcherType() != DispatcherType.REQUEST) {
            return true;
        }
        Allowed allowed = method.getMethodAnnotation(Allowed.class);
        if (allowed == null && !method.hasMethodAnnotation(Open.class)) {
            // Only the page of errors is neither; see Rulebook.
            return true;
        }
        Caller caller = Caller.current()
                .orElseThrow(() -> ProblemException.of(ProblemCode.UNAUTHENTICATED, "nobody knows who calls"));
        calls.count(request);
        if (allowed != null && !admits(allowed, caller.role())) {
            throw ProblemException.of(
                    ProblemCode.FORBIDDEN,
                    "the role " + caller.role() + " may not do this; it takes " + words(allowed.value()));
        }
        if (RecentTokens.served(request) && (allowed == null || !allowed.asksItself())) {
            tokens.requireGood(caller);
        }
        requireVisible(request, caller);
        return true;
    }

    private static boolean admits(Allowed allowed, Role role) {
        return role == Role.ADMIN || Arrays.asList(allowed.value()).contains(role);
    }

    private static String words(Role[] roles) {
        return roles.length == 0 || Arrays.equals(roles, new Role[] {Role.ADMIN})
                ? "ADMIN"
                : "one of " + Arrays.toString(roles) + " or ADMIN";
    }

    private void requireVisible(HttpServletRequest request, Caller caller) {
        if (caller.projects() == null) {
            return;
        }
        Optional<Thing> thing = thing(request);
        if (thing.isPresent()
                && !ownership.project(thing.get()).filter(caller::sees).isPresent()) {
            throw ProblemException.notFound(
                    thing.get().kind().word + " " + thing.get().id());
        }
    }

    private static Optional<Thing> thing(HttpServletRequest request) {
        Matcher path = NAMES_SOMETHING.matcher(
                String.valueOf(request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE)));
        if (!path.matches() || !BY_ID.containsKey(path.group(1))) {
            return Optional.empty();
        }
        Object variables = request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE);
        Object id = variables instanceof Map<?, ?> map ? map.get(path.group(2)) : null;
        return id instanceof String text
                ? number(text).map(n -> new Thing(BY_ID.get(path.group(1)), n))
                : Optional.empty();
    }

    /** As the handler's parameter is read; what is no number there is refused there. */
    private static Optional<Long> number(String text) {
        try {
            return Optional.of(NumberUtils.parseNumber(text, Long.class));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Whether a pattern's variables are looked after, here or by those who promised. */
    static boolean isLookedAfter(String pattern) {
        Matcher path = NAMES_SOMETHING.matcher(pattern);
        return !pattern.contains("{")
                || path.matches() && (BY_ID.containsKey(path.group(1)) || OTHERWISE.contains(path.group(1)));
    }

    /** One line for each change; ids and digests are no secrets, and queries are left out. */
    @Override
    public void afterCompletion(
            HttpServletRequest request, HttpServletResponse response, Object handler, @Nullable Exception e) {
        if (handler instanceof HandlerMethod method && isChange(request, method) && response.getStatus() < 400) {
            log.info("{} {} by {}", request.getMethod(), request.getRequestURI(), Caller.actor());
        }
    }

    /** What workers do all the time is no change that a person made. */
    private static boolean isChange(HttpServletRequest request, HandlerMethod method) {
        Allowed allowed = method.getMethodAnnotation(Allowed.class);
        return CHANGES.contains(request.getMethod())
                && allowed != null
                && !Arrays.asList(allowed.value()).contains(Role.WORKER);
    }
}
