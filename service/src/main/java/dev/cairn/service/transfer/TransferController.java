package dev.cairn.service.transfer;

import dev.cairn.api.access.Role;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.transfer.CloneRequest;
import dev.cairn.api.transfer.Imported;
import dev.cairn.service.access.Allowed;
import dev.cairn.service.progress.Sequencer;
import dev.cairn.service.progress.StudyViews;
import dev.cairn.service.study.Studies;
import dev.cairn.service.study.Study;
import dev.cairn.service.web.Body;
import dev.cairn.service.web.ProblemException;
import dev.cairn.service.web.Spool;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.Locale;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** Studies that leave and come in. */
@RestController
@RequestMapping("/api/v1/studies/{id}")
class TransferController {
    private static final String NDJSON = "application/x-ndjson";
    private static final byte[] NEW_LINE = {'\n'};
    private static final long LARGEST_EXPORT = 1L << 30;
    /** Read into memory as a whole. */
    private static final long LARGEST_TABLE = 64L << 20;

    private final Studies studies;
    private final StudyViews views;
    private final Export export;
    private final Import imports;
    private final Clones clones;
    private final Sequencer sequencer;
    private final JsonMapper json;
    private final TransactionTemplate snapshot;

    TransferController(
            Studies studies,
            StudyViews views,
            Export export,
            Import imports,
            Clones clones,
            Sequencer sequencer,
            JsonMapper json,
            PlatformTransactionManager transactions) {
        this.studies = studies;
        this.views = views;
        this.export = export;
        this.imports = imports;
        this.clones = clones;
        this.sequencer = sequencer;
        this.json = json;
        this.snapshot = new TransactionTemplate(transactions);
        snapshot.setReadOnly(true);
        snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
    }

    /**
     * Spooled before it is sent: a slow reader must not hold a connection, and an export that fails must not look like a short
     * one.
     */
    @GetMapping("/export")
    @Allowed({Role.USER, Role.READER})
    void export(@PathVariable long id, HttpServletResponse response) throws IOException {
        Study study = studies.get(id);
        sequencer.run(id);
        try (var spool = new Spool()) {
            spool.write(out -> snapshot.executeWithoutResult(status -> export.all(studies.get(id), line -> {
                byte[] bytes = json.writeValueAsBytes(line);
                out.write(bytes, bytes.length);
                out.write(NEW_LINE, NEW_LINE.length);
            })));
            response.setContentType(NDJSON);
            response.setContentLengthLong(Files.size(spool.file()));
            response.setHeader(
                    HttpHeaders.CONTENT_DISPOSITION,
                    ContentDisposition.attachment()
                            .filename(study.spec().name() + ".ndjson")
                            .build()
                            .toString());
            Files.copy(spool.file(), response.getOutputStream());
        }
    }

    @PostMapping("/trials/import")
    @Allowed(Role.USER)
    Imported importTrials(
            @PathVariable long id,
            @RequestParam(defaultValue = "false") boolean dryRun,
            @RequestParam(defaultValue = "false") boolean repeat,
            HttpServletRequest request)
            throws IOException {
        var optuna = new OptunaTrials(studies.get(id).spec());
        String type = request.getContentType() == null
                ? ""
                : request.getContentType()
                        .toLowerCase(Locale.ROOT)
                        .replaceFirst(";.*", "")
                        .strip();
        try (var spool = new Spool()) {
            Rows rows = switch (type) {
                case NDJSON -> new NdjsonRows(spool.take(request.getInputStream(), LARGEST_EXPORT), json);
                case "text/csv" -> new OptunaCsv(spool.take(request.getInputStream(), LARGEST_TABLE), optuna);
                case "application/json" ->
                    new OptunaJson(spool.take(request.getInputStream(), LARGEST_TABLE), json, optuna);
                default ->
                    throw ProblemException.of(
                            ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                            "send our own export as " + NDJSON + ", Optuna's table as text/csv or its trials as"
                                    + " application/json; it was '" + type + "'");
            };
            return imports.trials(id, rows, repeat, dryRun);
        }
    }

    @PostMapping("/clone")
    @Allowed(Role.USER)
    ResponseEntity<StudyView> copy(@PathVariable long id, @Body CloneRequest wanted) {
        long made = clones.make(id, wanted);
        return ResponseEntity.created(URI.create("/api/v1/studies/" + made)).body(views.show(made));
    }
}
