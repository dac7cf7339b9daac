package dev.cairn.service.dataset;

import dev.cairn.api.Page;
import dev.cairn.api.access.Role;
import dev.cairn.api.dataset.CsvFile;
import dev.cairn.api.dataset.DatasetView;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Violation;
import dev.cairn.service.access.Allowed;
import dev.cairn.service.access.Audit;
import dev.cairn.service.access.Caller;
import dev.cairn.service.access.LeasedBytes;
import dev.cairn.service.access.Projects;
import dev.cairn.service.blob.Blobs;
import dev.cairn.service.web.Cursor;
import dev.cairn.service.web.ProblemException;
import dev.cairn.service.web.Spool;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/** Upload once, use in many studies. */
@RestController
@RequestMapping("/api/v1/datasets")
class DatasetController {
    /** Neither the service nor a worker holds it in memory, but each keeps it on disk. */
    private static final long LARGEST = 4L * 1024 * 1024 * 1024;

    private final Datasets datasets;
    private final Blobs blobs;
    private final Projects projects;
    private final LeasedBytes leased;
    private final Audit audit;

    DatasetController(Datasets datasets, Blobs blobs, Projects projects, LeasedBytes leased, Audit audit) {
        this.datasets = datasets;
        this.blobs = blobs;
        this.projects = projects;
        this.leased = leased;
        this.audit = audit;
    }

    @PostMapping
    @Allowed(Role.USER)
    ResponseEntity<DatasetView> upload(
            @RequestParam String name,
            @RequestParam(required = false) @Nullable String project,
            HttpServletRequest request,
            Caller caller)
            throws IOException {
        long target = projects.target(caller, project);
        requireCsv(request.getContentType());
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,99}")) {
            throw invalid(
                    "/name",
                    "name must be letters, digits, dots, dashes and underscores, at most 100, but was '" + name + "'");
        }
        try (var spool = new Spool()) {
            MessageDigest digest = Blobs.sha256();
            Path file = spool.take(new DigestInputStream(request.getInputStream(), digest), LARGEST);
            return stored(target, name, file, digest.digest());
        }
    }

    private ResponseEntity<DatasetView> stored(long project, String name, Path file, byte[] sha256) throws IOException {
        var lines = new AtomicLong();
        List<String> columns = columns(file, lines);
        boolean known = datasets.find(project, sha256).isPresent();
        if (!datasets.insert(project, name, file, sha256, columns, lines.get())) {
            throw ProblemException.of(ProblemCode.NAME_TAKEN, "another data set is named '" + name + "'");
        }
        DatasetView view = datasets.find(project, sha256).orElseThrow();
        if (!known) {
            audit.note("DATASET_UPLOADED", project, view.address() + " " + name);
        }
        URI location = URI.create("/api/v1/datasets/" + view.address().substring("sha256:".length()));
        return known
                ? ResponseEntity.ok(view)
                : ResponseEntity.created(location).body(view);
    }

    /** A form's content type, which some clients send unasked, would make the server read the body as a form. */
    private static void requireCsv(@Nullable String contentType) {
        if (contentType == null || !contentType.toLowerCase(Locale.ROOT).startsWith("text/csv")) {
            throw ProblemException.of(
                    ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                    "send the table with the header 'Content-Type: text/csv'; it was " + contentType);
        }
    }

    /** Goes through the whole table, to refuse what is none. */
    private static List<String> columns(Path file, AtomicLong lines) throws IOException {
        try {
            CsvFile table = CsvFile.of(file);
            table.forEach((index, cells) -> lines.incrementAndGet());
            return table.columns();
        } catch (InvalidValueException e) {
            throw ProblemException.of(ProblemCode.INVALID_DATASET, e.violations());
        }
    }

    private static ProblemException invalid(String pointer, String message) {
        return ProblemException.of(ProblemCode.INVALID_REQUEST, List.of(new Violation(pointer, message)));
    }

    @GetMapping
    @Allowed({Role.USER, Role.READER})
    Page<DatasetView> list(
            Caller caller,
            @RequestParam(required = false) @Nullable String project,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        Cursor at = Cursor.of(cursor, limit);
        Page<Datasets.Row> page = at.page(datasets.list(projects.scope(caller, project), at), Datasets.Row::id);
        return new Page<>(page.items().stream().map(Datasets.Row::view).toList(), page.next());
    }

    @GetMapping("/{sha256}")
    @Allowed({Role.USER, Role.READER})
    DatasetView show(
            @PathVariable String sha256, @RequestParam(required = false) @Nullable String project, Caller caller) {
        return find(projects.scope(caller, project), sha256).view();
    }

    @GetMapping("/{sha256}/content")
    @Allowed({Role.USER, Role.WORKER, Role.READER})
    ResponseEntity<StreamingResponseBody> content(
            @PathVariable String sha256, @RequestParam(required = false) @Nullable String project, Caller caller) {
        Datasets.Row found = find(leased.forDataset(caller, project, Blobs.digest(sha256)), sha256);
        return blobs.download(
                found.project(),
                sha256,
                MediaType.parseMediaType("text/csv"),
                found.view().name() + ".csv");
    }

    private Datasets.Row find(Long @Nullable [] scope, String sha256) {
        return datasets.find(scope, Blobs.digest(sha256))
                .orElseThrow(() -> ProblemException.notFound("data set " + sha256));
    }
}
