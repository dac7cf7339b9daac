package dev.cairn.service.event;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;

/** How a stream is written. */
enum Format {
    /** <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">Server-sent events</a>. */
    SERVER_SENT(MediaType.TEXT_EVENT_STREAM, ":\n\n") {
        @Override
        String entry(@Nullable Long id, String type, String json) {
            return (id == null ? "" : "id: " + id + "\n") + "event: " + type + "\ndata: " + json + "\n\n";
        }
    },
    /** One JSON value a line; an empty line says nothing. */
    LINES(MediaType.APPLICATION_NDJSON, "\n") {
        @Override
        String entry(@Nullable Long id, String type, String json) {
            return json + "\n";
        }
    };

    private final MediaType type;
    private final byte[] heartbeat;

    Format(MediaType type, String heartbeat) {
        this.type = type;
        this.heartbeat = heartbeat.getBytes(StandardCharsets.UTF_8);
    }

    /** @param json without a line break */
    abstract String entry(@Nullable Long id, String type, String json);

    String contentType() {
        return type + ";charset=UTF-8";
    }

    byte[] heartbeat() {
        return heartbeat.clone();
    }
}
