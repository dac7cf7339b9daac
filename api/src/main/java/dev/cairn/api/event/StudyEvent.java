package dev.cairn.api.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Something that happened in a study.
 *
 * @param seq counts from 1 within the study, without a gap
 * @param at when it happened; events that happened at about the same time may be numbered the other way round
 * @param actor who caused it: {@code person}, {@code worker:<name>} or {@code service}
 * @param trial the trial it is about
 * @param number that trial's number in its study
 * @param attempt the attempt it is about
 * @param data an object; what is in it depends on the type
 */
public record StudyEvent(
        long study,
        long seq,
        EventType type,
        Instant at,
        String actor,
        @Nullable Long trial,
        @Nullable Long number,
        @Nullable Long attempt,
        JsonNode data) {}
