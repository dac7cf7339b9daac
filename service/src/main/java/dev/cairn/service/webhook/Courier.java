package dev.cairn.service.webhook;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/** Delivers what is due, outside any transaction and on threads of its own: the other side may be slow. */
@Component
class Courier implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(Courier.class);
    private static final int THREADS = 2;
    private static final String ALGORITHM = "HmacSHA256";

    private final Webhooks webhooks;
    private final WebhookSettings settings;
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(THREADS, work -> {
        Thread thread = new Thread(work, "webhooks");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean running;

    Courier(Webhooks webhooks, WebhookSettings settings) {
        this.webhooks = webhooks;
        this.settings = settings;
    }

    @Override
    public void start() {
        running = true;
        if (settings.secret().isEmpty()) {
            return;
        }
        long interval = settings.interval().toMillis();
        for (int i = 0; i < THREADS; i++) {
            threads.scheduleWithFixedDelay(this::deliverAll, interval, interval, TimeUnit.MILLISECONDS);
        }
    }

    private void deliverAll() {
        try {
            for (Optional<Webhooks.Due> due = webhooks.claim(); running && due.isPresent(); due = webhooks.claim()) {
                deliver(due.get());
            }
        } catch (DataAccessException e) {
            log.debug(
                    "Webhooks have to wait: {}",
                    NestedExceptionUtils.getMostSpecificCause(e).getMessage());
        } catch (RuntimeException e) {
            // An exception would end the schedule.
            log.error("Webhooks cannot be delivered", e);
        }
    }

    private void deliver(Webhooks.Due due) {
        URI uri = URI.create(due.url());
        try {
            InetAddress address = Targets.resolve(uri.getHost(), settings.allowPrivate());
            int status = Post.send(uri, address, headers(due), due.body().getBytes(StandardCharsets.UTF_8));
            if (status >= 200 && status < 300) {
                webhooks.delivered(due.id(), "answered " + status);
            } else {
                webhooks.failed(due.id(), "answered " + status);
            }
        } catch (ForbiddenTargetException e) {
            webhooks.failed(due.id(), String.valueOf(e.getMessage()));
        } catch (UnknownHostException e) {
            webhooks.failed(due.id(), "the host " + uri.getHost() + " is not known");
        } catch (IOException e) {
            webhooks.failed(due.id(), "no answer: " + e.getMessage());
        }
    }

    private Map<String, String> headers(Webhooks.Due due) {
        String signature = signature(settings.secret(), due.seconds(), due.body());
        return Map.of(
                "User-Agent",
                "Cairn",
                "Cairn-Delivery",
                Long.toString(due.id()),
                "Cairn-Signature",
                "t=" + due.seconds() + ",v1=" + signature);
    }

    /** HMAC-SHA256 of {@code <seconds>.<body>} in lower-case hex. */
    static String signature(String secret, long seconds, String body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return HexFormat.of().formatHex(mac.doFinal((seconds + "." + body).getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    @Override
    public void stop() {
        running = false;
        threads.shutdown();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
