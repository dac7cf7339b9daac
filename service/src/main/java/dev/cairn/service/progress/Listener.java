package dev.cairn.service.progress;

import dev.cairn.service.CairnSettings;
import dev.cairn.service.access.Voided;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Hears of changes made by any replica and tells those who watch. Keeps one connection outside the pool; when it breaks it
 * connects again and wakes everybody, since something may have been missed.
 */
@Component
class Listener implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(Listener.class);
    private static final long RECONNECT_MILLIS = 500;

    private static final int CONNECT_TIMEOUT_SECONDS = 5;
    /** Longer than a look; a server that vanished without a word is noticed by then. */
    private static final int SOCKET_TIMEOUT_SECONDS = 10;

    private final int lookMillis;
    private final String url;
    private final Properties login = new Properties();
    private final List<StudyWatcher> watchers;
    private volatile boolean running;
    private volatile Thread thread = new Thread();

    Listener(
            @Value("${spring.datasource.url}") String url,
            @Value("${spring.datasource.username}") String user,
            @Value("${spring.datasource.password}") String password,
            CairnSettings settings,
            List<StudyWatcher> watchers) {
        this.lookMillis = Math.toIntExact(settings.lookInterval().toMillis());
        this.url = url;
        this.watchers = watchers;
        login.setProperty("user", user);
        login.setProperty("password", password);
        login.setProperty("connectTimeout", Integer.toString(CONNECT_TIMEOUT_SECONDS));
        login.setProperty("socketTimeout", Integer.toString(SOCKET_TIMEOUT_SECONDS));
        login.setProperty("tcpKeepAlive", "true");
        login.setProperty("ApplicationName", "cairn-listener");
    }

    @Override
    public void start() {
        running = true;
        thread = new Thread(this::listen, "listener");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void stop() {
        running = false;
        thread.interrupt();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private void listen() {
        while (running) {
            try (Connection connection = DriverManager.getConnection(url, login);
                    Statement statement = connection.createStatement()) {
                statement.execute("listen " + Sequencer.CHANNEL);
                statement.execute("listen " + Voided.CHANNEL);
                PGConnection notified = connection.unwrap(PGConnection.class);
                watchers.forEach(StudyWatcher::missed);
                long looked = System.nanoTime();
                while (running) {
                    PGNotification[] heard = notified.getNotifications(lookMillis);
                    tell(heard);
                    // Where much is heard too: a study that is quiet may have lost its one notification.
                    if (System.nanoTime() - looked >= TimeUnit.MILLISECONDS.toNanos(lookMillis)) {
                        watchers.forEach(StudyWatcher::look);
                        looked = System.nanoTime();
                    }
                    // Notices an open connection whose server is gone.
                    statement.execute("select 1");
                }
            } catch (SQLException | RuntimeException e) {
                log.warn("Listening broke off, connecting again: {}", e.getMessage());
                pause();
            }
        }
    }

    private void tell(PGNotification[] heard) {
        if (Arrays.stream(heard).anyMatch(notification -> notification.getName().equals(Voided.CHANNEL))) {
            watchers.forEach(StudyWatcher::revoked);
        }
        Arrays.stream(heard)
                .filter(notification -> notification.getName().equals(Sequencer.CHANNEL))
                .map(PGNotification::getParameter)
                .distinct()
                .mapToLong(Long::parseLong)
                .forEach(study -> watchers.forEach(watcher -> watcher.moved(study)));
    }

    private void pause() {
        try {
            Thread.sleep(RECONNECT_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            running = false;
        }
    }
}
