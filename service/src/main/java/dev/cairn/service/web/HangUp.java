package dev.cairn.service.web;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Closes a connection whose sender goes on sending what nobody wants. It is answered, and listened to for a moment, so that it gets
 * to reading the answer. Tomcat by itself would read the rest at the sender's pace, on the thread of the call.
 */
final class HangUp extends ValveBase {
    private static final Logger log = LoggerFactory.getLogger(HangUp.class);
    private static final String UNWANTED = HangUp.class.getName();
    private static final long MOST_BYTES = 8L << 20;
    private static final long MOST_NANOS = Duration.ofSeconds(1).toNanos();

    HangUp() {
        super(true);
    }

    /**
     * Says that what is left of a request's body is not wanted.
     *
     * @param permits one of them is needed to listen any longer
     */
    static void after(ServletRequest request, Semaphore permits) {
        request.setAttribute(UNWANTED, permits);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        getNext().invoke(request, response);
        if (request.getAttribute(UNWANTED) instanceof Semaphore permits && !request.isAsync()) {
            response.finishResponse();
            boolean isHeard = permits.tryAcquire();
            try {
                if (!isHeard || !isAtItsEnd(request.getCoyoteRequest())) {
                    request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
                }
            } finally {
                if (isHeard) {
                    permits.release();
                }
            }
        }
    }

    private static boolean isAtItsEnd(org.apache.coyote.Request request) {
        var piece = new Piece();
        long begun = System.nanoTime();
        long bytes = 0;
        try {
            while (bytes < MOST_BYTES && System.nanoTime() - begun < MOST_NANOS) {
                int read = request.doRead(piece);
                if (read < 0) {
                    return true;
                }
                bytes += read;
            }
        } catch (IOException e) {
            log.trace("the sender is gone, or silent", e);
        }
        return false;
    }

    /** What the container reads into; nobody looks at it. */
    private static final class Piece implements ApplicationBufferHandler {
        private @Nullable ByteBuffer bytes;

        @Override
        public void setByteBuffer(ByteBuffer buffer) {
            bytes = buffer;
        }

        @Override
        public @Nullable ByteBuffer getByteBuffer() {
            return bytes;
        }

        @Override
        public void expand(int size) {
            // The container's own buffer is large enough.
        }
    }

    /** Puts it before everything else. */
    @Configuration(proxyBeanMethods = false)
    static class Settings {
        @Bean
        WebServerFactoryCustomizer<TomcatServletWebServerFactory> slowSenders(BodySettings bodies) {
            return factory -> {
                factory.addEngineValves(new HangUp());
                factory.addConnectorCustomizers(connector -> {
                    if (connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> http) {
                        http.setDisableUploadTimeout(false);
                        http.setConnectionUploadTimeout(
                                Math.toIntExact(bodies.patience().toMillis()));
                    }
                });
            };
        }
    }
}
