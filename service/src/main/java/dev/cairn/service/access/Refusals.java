package dev.cairn.service.access;

import dev.cairn.api.problem.ProblemCode;
import dev.cairn.service.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.HttpHeaders;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerExceptionResolver;

/** What is refused before any handler is reached, as the same problem documents that handlers' refusals become. */
@Component
class Refusals implements AuthenticationEntryPoint, AccessDeniedHandler {
    private final HandlerExceptionResolver problems;

    Refusals(@Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
        this.problems = problems;
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException refused) {
        if (refused instanceof BearerTokens.CannotTellException && refused.getCause() instanceof Exception cause) {
            refuse(request, response, cause);
            return;
        }
        boolean hadToken = refused instanceof OAuth2AuthenticationException;
        response.setHeader(
                HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"cairn\"" + (hadToken ? ", error=\"invalid_token\"" : ""));
        refuse(
                request,
                response,
                ProblemException.of(
                        ProblemCode.UNAUTHENTICATED,
                        hadToken ? words(refused) : "send a token with the header 'Authorization: Bearer <token>'"));
    }

    private static String words(AuthenticationException refused) {
        return refused.getMessage() == null ? "the token is malformed" : refused.getMessage();
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException refused) {
        refuse(request, response, ProblemException.of(ProblemCode.FORBIDDEN, "you may not call this"));
    }

    void refuse(HttpServletRequest request, HttpServletResponse response, Exception why) {
        problems.resolveException(request, response, null, why);
    }
}
