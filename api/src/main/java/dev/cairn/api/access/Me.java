package dev.cairn.api.access;

import java.util.List;

/**
 * Who calls.
 *
 * @param name as it stands in events and in the audit
 * @param allProjects whether it sees those too that are made later
 * @param projects names of those that it sees now
 */
public record Me(String name, Role role, boolean allProjects, List<String> projects) {
    public Me {
        projects = List.copyOf(projects);
    }
}
