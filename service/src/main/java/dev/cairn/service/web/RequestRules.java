package dev.cairn.service.web;

import dev.cairn.api.NearestWord;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.search.Violation;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Method;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/** What every request must keep to: a query parameter that nobody reads, or a compressed body, is a mistake that is told. */
@Component
class RequestRules implements HandlerInterceptor {
    private final Map<Method, List<String>> known = new ConcurrentHashMap<>();

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (!(handler instanceof HandlerMethod method)
                || request.getDispatcherType() != DispatcherType.REQUEST
                || !request.getServletPath().startsWith("/api/")) {
            return true;
        }
        String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw ProblemException.of(
                    ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                    "bodies are taken as they are, without a Content-Encoding; it was " + encoding);
        }
        List<String> names = known.computeIfAbsent(method.getMethod(), any -> names(method));
        List<Violation> unknown = sent(request.getQueryString()).stream()
                .filter(name -> !names.contains(name))
                .map(name -> new Violation("", refusal(name, names)))
                .toList();
        if (!unknown.isEmpty()) {
            throw ProblemException.of(ProblemCode.INVALID_REQUEST, unknown);
        }
        return true;
    }

    private static String refusal(String name, List<String> names) {
        return "unknown query parameter '" + name + "'" + NearestWord.hint(name, names)
                + (names.isEmpty() ? "; none is known here" : "; known are " + names);
    }

    private static List<String> names(HandlerMethod method) {
        var names = new ArrayList<String>();
        for (MethodParameter parameter : method.getMethodParameters()) {
            RequestParam param = parameter.getParameterAnnotation(RequestParam.class);
            if (param != null) {
                names.add(param.name().isEmpty() ? parameter.getParameter().getName() : param.name());
            }
        }
        return names;
    }

    /** From the query alone: asking for parameters might read a form's body. */
    private static List<String> sent(@Nullable String query) {
        if (query == null) {
            return List.of();
        }
        try {
            return Arrays.stream(query.split("&"))
                    .filter(part -> !part.isEmpty())
                    .map(part -> URLDecoder.decode(part.split("=", 2)[0], StandardCharsets.UTF_8))
                    .distinct()
                    .toList();
        } catch (IllegalArgumentException e) {
            throw ProblemException.of(ProblemCode.INVALID_REQUEST, "the query cannot be decoded");
        }
    }
}
