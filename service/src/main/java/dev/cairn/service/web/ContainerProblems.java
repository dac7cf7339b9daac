package dev.cairn.service.web;

import dev.cairn.api.CairnJson;
import dev.cairn.api.problem.Problem;
import dev.cairn.api.problem.ProblemCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.Container;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.valves.ErrorReportValve;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;

/** Requests that Tomcat refuses before the application sees them, answered as problem documents instead of HTML. */
@Configuration(proxyBeanMethods = false)
class ContainerProblems {
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> problemsInsteadOfPages() {
        return factory -> factory.addContextCustomizers(context -> {
            Container host = context.getParent();
            if (host instanceof StandardHost standard) {
                standard.setErrorReportValveClass(ProblemValve.class.getName());
            }
        });
    }

    /** Public, because Tomcat makes it by its name. */
    public static final class ProblemValve extends ErrorReportValve {
        @Override
        protected void report(Request request, Response response, Throwable throwable) {
            boolean nothingToSay = response.getStatus() < 400 || response.getContentWritten() > 0;
            if (nothingToSay || !response.setErrorReported()) {
                return;
            }
            ProblemCode code = switch (response.getStatus()) {
                case 404 -> ProblemCode.NOT_FOUND;
                case 405, 501 -> ProblemCode.METHOD_NOT_ALLOWED;
                case 413 -> ProblemCode.TOO_LARGE;
                // A version of HTTP that there is not.
                case 505 -> ProblemCode.INVALID_REQUEST;
                default -> response.getStatus() < 500 ? ProblemCode.INVALID_REQUEST : ProblemCode.INTERNAL;
            };
            String detail = code == ProblemCode.INVALID_REQUEST
                    ? "the request line or a header is malformed or too long"
                    : null;
            Problem problem = Problem.of(code, detail);
            response.setStatus(code.status());
            try {
                // No filter has seen this request.
                response.setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
                response.setHeader("X-Content-Type-Options", "nosniff");
                response.setHeader("Referrer-Policy", "no-referrer");
                response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
                response.getOutputStream()
                        .write(CairnJson.strict().writeValueAsString(problem).getBytes(StandardCharsets.UTF_8));
                response.finishResponse();
            } catch (IOException e) {
                container.getLogger().debug("the asker is gone", e);
            }
        }
    }
}
