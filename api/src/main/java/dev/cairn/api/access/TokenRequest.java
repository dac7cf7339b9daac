package dev.cairn.api.access;

import dev.cairn.search.Rules;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a new token.
 *
 * @param name never used for another token before or after, for it stands in events: letters, digits, dots, dashes, underscores
 * @param projects names of those that it may see; all, later ones too, when absent
 * @param lifetime after so long it is void; never when absent
 */
public record TokenRequest(
        String name,
        Role role,
        @Nullable List<String> projects,
        @Nullable Duration lifetime) {
    private static final Duration LONGEST = Duration.ofDays(3650);

    public TokenRequest {
        var rules = new Rules();
        ProjectRequest.checkName(rules, name);
        rules.present(role, "role");
        if (projects != null) {
            projects = List.copyOf(projects);
            int size = projects.size();
            rules.check(
                    size >= 1 && size <= 100,
                    "/projects",
                    () -> "projects must be from 1 to 100, or absent for all, but were " + size);
            rules.check(
                    role != Role.ADMIN,
                    "/projects",
                    () -> "an ADMIN sees every project; leave projects out or choose USER");
        }
        if (lifetime != null) {
            Duration asked = lifetime;
            rules.check(
                    asked.compareTo(Duration.ofSeconds(1)) >= 0 && asked.compareTo(LONGEST) <= 0,
                    "/lifetime",
                    () -> "lifetime must be in [PT1S, P3650D] but was " + asked);
        }
        rules.hold();
    }
}
