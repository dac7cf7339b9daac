package dev.cairn.service.access;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.core.AuthenticationException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** A token that a handler found void is refused as one that was looked up before it: the filter around handlers sees to that. */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
class VoidTokens {
    @ExceptionHandler
    void passOn(AuthenticationException refused) {
        throw refused;
    }
}
