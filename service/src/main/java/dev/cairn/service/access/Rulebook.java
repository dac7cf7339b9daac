package dev.cairn.service.access;

import java.util.List;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Refuses to start with a handler that says not who may call it, or with a path that nobody knows the project of. */
@Component
class Rulebook implements SmartInitializingSingleton {
    private final RequestMappingHandlerMapping handlers;

    Rulebook(@Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping handlers) {
        this.handlers = handlers;
    }

    @Override
    public void afterSingletonsInstantiated() {
        List<String> missing = handlers.getHandlerMethods().entrySet().stream()
                .filter(entry -> !isRuled(entry.getKey(), entry.getValue()))
                .map(entry -> entry.getKey() + " " + entry.getValue().getShortLogMessage())
                .toList();
        if (!missing.isEmpty()) {
            throw new IllegalStateException(
                    "who may call these? Say @Allowed or @Open, and teach Gate the first word of a new path: "
                            + missing);
        }
    }

    private static boolean isRuled(RequestMappingInfo mapping, HandlerMethod handler) {
        return ErrorController.class.isAssignableFrom(handler.getBeanType())
                || (handler.hasMethodAnnotation(Allowed.class) || handler.hasMethodAnnotation(Open.class))
                        && mapping.getPatternValues().stream().allMatch(Gate::isLookedAfter);
    }
}
