package dev.cairn.service.access;

import dev.cairn.api.Page;
import dev.cairn.api.access.Me;
import dev.cairn.api.access.NewToken;
import dev.cairn.api.access.Role;
import dev.cairn.api.access.TokenRequest;
import dev.cairn.api.access.TokenView;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.service.web.Body;
import dev.cairn.service.web.Cursor;
import dev.cairn.service.web.ProblemException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Tokens as admins make and revoke them, and what a caller is told of itself. */
@RestController
@RequestMapping("/api/v1")
class TokenController {
    private final Tokens tokens;
    private final Projects projects;
    private final Audit audit;
    private final TransactionTemplate transaction;

    TokenController(Tokens tokens, Projects projects, Audit audit, TransactionTemplate transaction) {
        this.tokens = tokens;
        this.projects = projects;
        this.audit = audit;
        this.transaction = transaction;
    }

    @GetMapping("/me")
    @Open
    Me me(Caller caller) {
        return new Me(caller.name(), caller.role(), caller.projects() == null, projects.names(caller));
    }

    /** The answer is the only place where the secret is ever seen. */
    @PostMapping("/tokens")
    @Allowed(Role.ADMIN)
    ResponseEntity<NewToken> create(@Body TokenRequest request, Caller caller) {
        Long[] limits = request.projects() == null ? null : projects.ids(request.projects());
        String secret = Secrets.draw();
        long id = Objects.requireNonNull(transaction.execute(status -> {
            long made = tokens.insert(request, limits, secret, caller.name())
                    .orElseThrow(() -> ProblemException.of(
                            ProblemCode.NAME_TAKEN,
                            "a token is or was named '" + request.name()
                                    + "'; names stand in events and are not used again"));
            audit.note("TOKEN_CREATED", null, made + " " + request.name() + " " + request.role());
            return made;
        }));
        return ResponseEntity.status(HttpStatus.CREATED)
                .body(new NewToken(tokens.get(id).orElseThrow(), secret));
    }

    @GetMapping("/tokens")
    @Allowed(Role.ADMIN)
    Page<TokenView> list(
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        Cursor at = Cursor.of(cursor, limit);
        return at.page(tokens.list(at), TokenView::id);
    }

    /** Void from the answer on, everywhere. What was revoked before stays so. */
    @DeleteMapping("/tokens/{id}")
    @Allowed(Role.ADMIN)
    ResponseEntity<Void> revoke(@PathVariable long id) {
        transaction.executeWithoutResult(
                status -> tokens.revoke(id).ifPresent(name -> audit.note("TOKEN_REVOKED", null, id + " " + name)));
        if (tokens.get(id).isEmpty()) {
            throw ProblemException.notFound("token " + id);
        }
        return ResponseEntity.noContent().build();
    }
}
