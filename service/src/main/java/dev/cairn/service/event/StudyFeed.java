package dev.cairn.service.event;

import dev.cairn.api.event.StudyEvent;
import dev.cairn.service.study.Studies;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/** One study's events from a number on. */
final class StudyFeed implements Feed {
    /** What a reader that does not read keeps of the heap at most. */
    private static final int PAGE = 100;

    private final Events events;
    private final Studies studies;
    private final JsonMapper json;
    private final long study;
    private final Format format;
    private final boolean untilEnd;
    private volatile long position;

    /**
     * @param after the last number that the reader has
     * @param untilEnd whether it ends with the study
     */
    StudyFeed(
            Events events, Studies studies, JsonMapper json, long study, Format format, long after, boolean untilEnd) {
        this.events = events;
        this.studies = studies;
        this.json = json;
        this.study = study;
        this.format = format;
        this.position = after;
        this.untilEnd = untilEnd;
    }

    long study() {
        return study;
    }

    /** The last number that was handed out. */
    long position() {
        return position;
    }

    @Override
    public String contentType() {
        return format.contentType();
    }

    @Override
    public Optional<byte[]> next() {
        List<StudyEvent> page = events.after(study, position, PAGE);
        if (page.isEmpty()) {
            return Optional.empty();
        }
        var text = new StringBuilder();
        page.forEach(
                event -> text.append(format.entry(event.seq(), event.type().name(), json.writeValueAsString(event))));
        position = page.get(page.size() - 1).seq();
        return Optional.of(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean isOver() {
        return untilEnd
                && studies.find(study)
                        .map(now -> now.state().isFinal() && now.lastEventSeq() <= position)
                        .orElse(true);
    }

    @Override
    public byte[] heartbeat() {
        return format.heartbeat();
    }
}
