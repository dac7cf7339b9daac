package dev.cairn.service.webhook;

import dev.cairn.api.Page;
import dev.cairn.api.access.Role;
import dev.cairn.api.study.WebhookDelivery;
import dev.cairn.service.access.Allowed;
import dev.cairn.service.study.Studies;
import dev.cairn.service.web.ProblemException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What became of the webhook of a study. */
@RestController
@RequestMapping("/api/v1/studies/{id}/deliveries")
class WebhookController {
    private final Studies studies;
    private final Webhooks webhooks;

    WebhookController(Studies studies, Webhooks webhooks) {
        this.studies = studies;
        this.webhooks = webhooks;
    }

    @GetMapping
    @Allowed({Role.USER, Role.READER})
    Page<WebhookDelivery> list(@PathVariable long id) {
        if (studies.find(id).isEmpty()) {
            throw ProblemException.notFound("study " + id);
        }
        return new Page<>(webhooks.list(id), null);
    }
}
