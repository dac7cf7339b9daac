package dev.cairn.service.event;

import dev.cairn.api.Page;
import dev.cairn.api.access.Role;
import dev.cairn.api.event.StudyEvent;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.search.Violation;
import dev.cairn.service.access.Allowed;
import dev.cairn.service.access.Caller;
import dev.cairn.service.access.Projects;
import dev.cairn.service.study.Studies;
import dev.cairn.service.web.Cursor;
import dev.cairn.service.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MimeTypeUtils;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** What happens in studies, as streams and as pages. */
@RestController
@RequestMapping("/api/v1")
class EventController {
    private static final List<MediaType> STREAMS = List.of(MediaType.TEXT_EVENT_STREAM, MediaType.APPLICATION_NDJSON);
    private static final List<MediaType> ALL =
            List.of(MediaType.TEXT_EVENT_STREAM, MediaType.APPLICATION_NDJSON, MediaType.APPLICATION_JSON);

    private final Studies studies;
    private final Events events;
    private final Streams streams;
    private final JsonMapper json;
    private final Projects projects;

    EventController(Studies studies, Events events, Streams streams, JsonMapper json, Projects projects) {
        this.projects = projects;
        this.studies = studies;
        this.events = events;
        this.streams = streams;
        this.json = json;
    }

    /**
     * A stream of the study's numbered events, or a page of them: by {@code Accept}.
     *
     * @param lastEventId what a reader that connects again got last; stands above {@code after}
     * @param until {@code end}: the stream ends with the study
     * @return nothing when it is a stream
     */
    @GetMapping("/studies/{id}/events")
    @Allowed({Role.USER, Role.READER})
    @Nullable
    ResponseEntity<Page<StudyEvent>> ofStudy(
            @PathVariable long id,
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable String until,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit,
            Caller caller,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException, HttpMediaTypeNotAcceptableException {
        if (studies.find(id).isEmpty()) {
            throw ProblemException.notFound("study " + id);
        }
        long start = lastEventId != null && !lastEventId.isBlank()
                ? number("Last-Event-ID", lastEventId)
                : after == null ? 0 : number("after", after);
        if (until != null && !until.equals("end")) {
            throw invalid("until must be 'end' but was '" + until + "'");
        }
        MediaType type = chosen(request, ALL);
        if (type.equals(MediaType.APPLICATION_JSON)) {
            Cursor page = Cursor.of(cursor, limit);
            List<StudyEvent> found = events.after(id, Math.max(start, page.after()), page.fetch());
            return ResponseEntity.ok().contentType(type).body(page.page(found, StudyEvent::seq));
        }
        streams.study(
                new StudyFeed(events, studies, json, id, format(type), start, until != null),
                caller,
                request,
                response);
        return null;
    }

    /** A stream of hints that some study has moved; nothing is replayed. */
    @GetMapping("/events")
    @Allowed({Role.USER, Role.READER})
    void hints(Caller caller, HttpServletRequest request, HttpServletResponse response)
            throws IOException, HttpMediaTypeNotAcceptableException {
        streams.hints(
                new HintFeed(format(chosen(request, STREAMS)), study -> projects.seesStudy(caller, study)),
                caller,
                request,
                response);
    }

    private static Format format(MediaType type) {
        return type.equals(MediaType.TEXT_EVENT_STREAM) ? Format.SERVER_SENT : Format.LINES;
    }

    /** Of those that the reader likes best the first that is offered. */
    private static MediaType chosen(HttpServletRequest request, List<MediaType> offered)
            throws HttpMediaTypeNotAcceptableException {
        String accept = request.getHeader(HttpHeaders.ACCEPT);
        List<MediaType> accepted;
        try {
            accepted = new ArrayList<>(MediaType.parseMediaTypes(accept));
        } catch (InvalidMediaTypeException e) {
            throw ProblemException.of(ProblemCode.INVALID_REQUEST, "the header Accept is malformed");
        }
        if (accepted.isEmpty()) {
            return offered.get(0);
        }
        MimeTypeUtils.sortBySpecificity(accepted);
        return accepted.stream()
                .flatMap(wish -> offered.stream().filter(wish::includes))
                .findFirst()
                .orElseThrow(() -> new HttpMediaTypeNotAcceptableException(offered));
    }

    private static long number(String name, String text) {
        // At most as many digits as a long surely has.
        if (!text.strip().matches("[0-9]{1,18}")) {
            throw invalid(name + " must be the number of an event but was '" + text + "'");
        }
        return Long.parseLong(text.strip());
    }

    private static ProblemException invalid(String message) {
        return ProblemException.of(ProblemCode.INVALID_REQUEST, List.of(new Violation("", message)));
    }
}
