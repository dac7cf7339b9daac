package dev.cairn.service.insight;

import dev.cairn.api.access.Role;
import dev.cairn.api.insight.SqlView;
import dev.cairn.service.access.Allowed;
import dev.cairn.service.study.Studies;
import dev.cairn.service.web.ProblemException;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** A study's own wide view, on request. */
@RestController
@RequestMapping("/api/v1/studies/{id}/view")
class SqlViewController {
    private final Studies studies;
    private final SqlViews views;

    SqlViewController(Studies studies, SqlViews views) {
        this.studies = studies;
        this.views = views;
    }

    /** It is made within seconds; 202 until then. */
    @PutMapping
    @Allowed(Role.USER)
    ResponseEntity<SqlView> request(@PathVariable long id) {
        studies.get(id);
        views.request(id);
        SqlView view = show(id);
        return ResponseEntity.status(view.name() == null ? 202 : 200).body(view);
    }

    @GetMapping
    @Allowed({Role.USER, Role.READER})
    SqlView show(@PathVariable long id) {
        return views.find(id).orElseThrow(() -> ProblemException.notFound("view of study " + id));
    }

    @DeleteMapping
    @Allowed(Role.USER)
    ResponseEntity<Void> withdraw(@PathVariable long id) {
        if (!views.withdraw(id)) {
            throw ProblemException.notFound("view of study " + id);
        }
        return ResponseEntity.noContent().build();
    }
}
