package dev.cairn.service.event;

import static dev.cairn.service.Fixtures.ask;
import static dev.cairn.service.Fixtures.completed;
import static dev.cairn.service.Fixtures.ended;
import static dev.cairn.service.Fixtures.lease;
import static dev.cairn.service.Fixtures.name;
import static dev.cairn.service.Fixtures.report;
import static dev.cairn.service.Fixtures.study;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.event.EventType;
import dev.cairn.api.event.StudyEvent;
import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.Outcome.Result;
import dev.cairn.api.study.StudyPatch;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.transfer.CloneRequest;
import dev.cairn.api.trial.FailureCause;
import dev.cairn.api.trial.LateMetrics;
import dev.cairn.client.CairnClient;
import dev.cairn.service.TestService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The types and their data in {@code docs/events.md} are those that the service tells. */
public class EventsDocumentTest {
    private static final Pattern QUOTED = Pattern.compile("`(\\w+)`");
    private static final Pattern IN_CONSTRAINT = Pattern.compile("'(\\w+)'");

    private final TestService service = TestService.shared();
    private final CairnClient client = service.client();

    /** By type, the data that may come with it. */
    private static Map<String, Set<String>> documented() {
        try (var lines = Files.lines(Path.of("..", "docs", "events.md"))) {
            var table = new TreeMap<String, Set<String>>();
            lines.dropWhile(line -> !line.equals("## Types"))
                    .takeWhile(line -> !line.equals("## Hints"))
                    .filter(line -> line.startsWith("| `"))
                    .map(line -> line.split("\\|"))
                    .forEach(cells -> table.put(quoted(cells[1]).iterator().next(), quoted(cells[3])));
            return table;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> quoted(String cell) {
        return QUOTED.matcher(cell)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Data that a study's events have and the document lacks. */
    public static List<String> undocumented(CairnClient client, StudyView study) {
        Map<String, Set<String>> documented = documented();
        return client.studies().events(study.id(), 0).items().stream()
                .flatMap(event -> event.data().propertyNames().stream()
                        .filter(name -> !documented.get(event.type().name()).contains(name))
                        .map(name -> event.type() + " " + name))
                .toList();
    }

    @Test
    void theDocumentTheCodeAndTheDatabaseKnowTheSameTypes() {
        Set<String> code =
                Arrays.stream(EventType.values()).map(Enum::name).collect(Collectors.toCollection(TreeSet::new));
        String constraint = service.bean(JdbcClient.class)
                .sql("select pg_get_constraintdef(oid) from pg_constraint where conname = 'event_type_check'")
                .query(String.class)
                .single();

        assertThat(documented().keySet()).isEqualTo(code);
        assertThat(IN_CONSTRAINT.matcher(constraint).results().map(found -> found.group(1)))
                .containsExactlyInAnyOrderElementsOf(code);
    }

    @Test
    void theDataOfEveryEventIsDocumented() {
        StudyView study =
                client.studies().create(study(name(), 5, "\"constraints\": [{\"metric\": \"loss\", \"atMost\": 1}],"));
        client.leases().finish(lease(client, study), completed(0.5));
        Lease pruned = lease(client, study);
        client.leases().report(pruned, report(3, 0.7));
        client.leases().finish(pruned, ended(Result.PRUNED, null));
        client.leases().finish(lease(client, study), ended(Result.INFEASIBLE, FailureCause.DIVERGED));
        client.leases().finish(lease(client, study), ended(Result.PREEMPTED, null));
        client.studies().cancel(study.id());

        assertThat(client.studies().events(study.id(), 0).items())
                .extracting(StudyEvent::type)
                .contains(EventType.TRIAL_QUEUED, EventType.TRIAL_ENDED, EventType.STUDY_CHANGED);
        assertThat(undocumented(client, study)).isEmpty();
    }

    @Test
    void aSpaceThatIsUsedUpIsTold() {
        StudyView study = client.studies().create("""
                {"name": "%s", "sampler": {"type": "GRID"}, "space": {"parameters": [
                    {"name": "a", "type": "ORDINAL", "values": [1]}]},
                 "objectives": [{"metric": "loss"}], "budget": {"trials": 9}}
                """.formatted(name()));
        client.leases().finish(lease(client, study), completed(1));
        assertThat(client.leases().take(ask(study))).isEmpty();

        assertThat(client.studies().events(study.id(), 0).items())
                .anySatisfy(event -> assertThat(event.data().has("exhausted")).isTrue());
        assertThat(undocumented(client, study)).isEmpty();
    }

    @Test
    void theDataOfWhatPeopleDoIsDocumented() {
        StudyView study =
                client.studies().create(study(name(), 9, "\"constraints\": [{\"metric\": \"loss\", \"atMost\": 1}],"));
        Lease done = lease(client, study);
        client.leases().finish(done, completed(0.5));
        client.trials().measure(done.trial(), new LateMetrics(Map.of("loss", 0.25)));
        client.trials().exclude(done.trial(), true);
        Lease failed = lease(client, study);
        client.leases().finish(failed, ended(Result.FAILED, FailureCause.DATA_ERROR));
        Lease cancelled = lease(client, study);
        client.trials().cancel(cancelled.trial());
        client.leases().finish(cancelled, ended(Result.PREEMPTED, null));
        StudyView copy = client.studies().copy(study.id(), new CloneRequest(name(), true));
        client.studies().retryFailed(study.id());
        client.studies()
                .change(
                        study.id(),
                        new StudyPatch(
                                name(),
                                Map.of("a", "b"),
                                3,
                                true,
                                study.spec().budget().with(8, null)));

        assertThat(client.studies().events(study.id(), 0).items())
                .extracting(StudyEvent::type)
                .contains(EventType.TRIAL_MEASURED, EventType.TRIAL_EXCLUDED, EventType.TRIAL_TOLD);
        assertThat(client.studies().events(copy.id(), 0).items())
                .extracting(StudyEvent::type)
                .contains(EventType.TRIAL_IMPORTED);
        assertThat(undocumented(client, study)).isEmpty();
        assertThat(undocumented(client, copy)).isEmpty();
    }
}
