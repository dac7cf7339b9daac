package dev.cairn.service.access;

import dev.cairn.api.Page;
import dev.cairn.api.access.AuditEntry;
import dev.cairn.api.access.ProjectRequest;
import dev.cairn.api.access.ProjectView;
import dev.cairn.api.access.Role;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.service.web.Body;
import dev.cairn.service.web.Cursor;
import dev.cairn.service.web.ProblemException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Projects, and what was changed outside of any study's events. */
@RestController
@RequestMapping("/api/v1")
class ProjectController {
    private final Projects projects;
    private final Audit audit;
    private final TransactionTemplate transaction;

    ProjectController(Projects projects, Audit audit, TransactionTemplate transaction) {
        this.projects = projects;
        this.audit = audit;
        this.transaction = transaction;
    }

    @PostMapping("/projects")
    @Allowed(Role.ADMIN)
    ResponseEntity<ProjectView> create(@Body ProjectRequest request) {
        Projects.Row made = Objects.requireNonNull(transaction.execute(status -> {
            Projects.Row row = projects.insert(request)
                    .orElseThrow(() -> ProblemException.of(
                            ProblemCode.NAME_TAKEN, "another project is named '" + request.name() + "'"));
            audit.note("PROJECT_CREATED", row.id(), request.name());
            return row;
        }));
        return ResponseEntity.status(HttpStatus.CREATED).body(made.view());
    }

    /** Those that the caller sees. */
    @GetMapping("/projects")
    @Allowed({Role.USER, Role.READER})
    Page<ProjectView> list(
            Caller caller,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        Cursor at = Cursor.of(cursor, limit);
        Page<Projects.Row> page = at.page(projects.list(caller, at), Projects.Row::id);
        return new Page<>(page.items().stream().map(Projects.Row::view).toList(), page.next());
    }

    /** The newest first. */
    @GetMapping("/audit")
    @Allowed(Role.ADMIN)
    Page<AuditEntry> audit(
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        Cursor at = Cursor.of(cursor, limit);
        return at.page(audit.list(at), AuditEntry::id);
    }
}
