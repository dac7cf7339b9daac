package dev.cairn.service.web;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Closes a connection after its answer. Without it Tomcat reads the rest of a body that nobody wanted, at the pace of its sender, on
 * the thread of the call.
 */
final class HangUp extends ValveBase {
    private static final String ATTRIBUTE = HangUp.class.getName();
    /** Without a byte of a body. */
    private static final int SILENCE_MILLIS = 20_000;

    HangUp() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        request.setAttribute(
                ATTRIBUTE,
                (Runnable) () -> request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null));
        getNext().invoke(request, response);
    }

    /** The connection of this request is closed when it has been answered. */
    static void after(ServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof Runnable hangUp) {
            hangUp.run();
        }
    }

    /** Puts it before everything else. */
    @Configuration(proxyBeanMethods = false)
    static class Settings {
        @Bean
        WebServerFactoryCustomizer<TomcatServletWebServerFactory> slowSenders() {
            return factory -> {
                factory.addEngineValves(new HangUp());
                factory.addConnectorCustomizers(connector -> {
                    if (connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> http) {
                        http.setDisableUploadTimeout(false);
                        http.setConnectionUploadTimeout(SILENCE_MILLIS);
                    }
                });
            };
        }
    }
}
