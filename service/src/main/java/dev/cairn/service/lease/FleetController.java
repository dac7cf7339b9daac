package dev.cairn.service.lease;

import dev.cairn.api.Page;
import dev.cairn.api.access.Role;
import dev.cairn.api.fleet.FleetDemand;
import dev.cairn.api.fleet.WorkerView;
import dev.cairn.search.Rules;
import dev.cairn.service.access.Allowed;
import dev.cairn.service.access.Caller;
import dev.cairn.service.access.Projects;
import dev.cairn.service.web.Cursor;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The fleet as people see it, and the number that an autoscaler reads. */
@RestController
@RequestMapping("/api/v1")
class FleetController {
    private static final Duration LONGEST = Duration.ofDays(30);

    private final FleetRows fleet;
    private final Projects projects;

    FleetController(FleetRows fleet, Projects projects) {
        this.fleet = fleet;
        this.projects = projects;
    }

    @GetMapping("/workers")
    @Allowed({Role.USER, Role.READER})
    Page<WorkerView> workers(
            Caller caller,
            @RequestParam(required = false) @Nullable String project,
            @RequestParam(defaultValue = "PT6H") Duration within,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        var rules = new Rules();
        rules.check(
                !within.isNegative() && within.compareTo(LONGEST) <= 0,
                "",
                () -> "within must be in [PT0S, P30D] but was " + within);
        rules.hold();
        Cursor at = Cursor.of(cursor, limit);
        Page<FleetRows.Row> page =
                at.page(fleet.workers(projects.scope(caller, project), within, at), FleetRows.Row::id);
        return new Page<>(page.items().stream().map(FleetRows.Row::view).toList(), page.next());
    }

    @GetMapping("/fleet/demand")
    @Allowed({Role.USER, Role.READER})
    FleetDemand demand(Caller caller, @RequestParam(required = false) @Nullable String project) {
        return FleetDemand.of(fleet.demand(projects.scope(caller, project)));
    }
}
