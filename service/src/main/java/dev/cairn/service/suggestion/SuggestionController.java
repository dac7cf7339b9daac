package dev.cairn.service.suggestion;

import dev.cairn.api.access.Role;
import dev.cairn.api.trial.ReplayView;
import dev.cairn.api.trial.SuggestionView;
import dev.cairn.service.access.Allowed;
import dev.cairn.service.web.ProblemException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Why a trial's point was suggested, and whether it would be again. */
@RestController
@RequestMapping("/api/v1/trials/{id}")
class SuggestionController {
    private final Replays replays;

    SuggestionController(Replays replays) {
        this.replays = replays;
    }

    @GetMapping("/suggestion")
    @Allowed({Role.USER, Role.READER})
    SuggestionView show(@PathVariable long id) {
        return replays.find(id).orElseThrow(() -> ProblemException.notFound("suggestion of trial " + id));
    }

    @PostMapping("/replay")
    @Allowed(Role.USER)
    ReplayView replay(@PathVariable long id) {
        return replays.replay(show(id));
    }
}
