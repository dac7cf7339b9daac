package dev.cairn.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.CairnJson;
import dev.cairn.api.study.StudyState;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.trial.AttemptState;
import dev.cairn.api.trial.AttemptView;
import dev.cairn.api.trial.FailureCause;
import dev.cairn.api.trial.Measurement;
import dev.cairn.api.trial.Purpose;
import dev.cairn.api.trial.TrialState;
import dev.cairn.api.trial.TrialView;
import dev.cairn.cli.process.Installation;
import dev.cairn.cli.process.Pause;
import dev.cairn.cli.terminal.Screen;
import dev.cairn.cli.terminal.Style;
import dev.cairn.cli.terminal.Terminal;
import dev.cairn.client.CairnClient;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Everything that ships, as processes: Postgres, the migration, the service and two workers that train Deeplearning4j networks
 * on the example's data. Runs once the modules are packed. The lease lasts three seconds, see the module's pom.xml.
 */
class EndToEndIT {
    private static final Path ROOT = Path.of(System.getProperty("cairn.root"));
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String STUDY = """
            {"name": "end-to-end", "seed": 3,
             "task": {"type": "FORECASTING", "dataset": "%s", "time": "date", "targets": ["temp_max"],
                "features": ["temp_max", "wind"], "split": {"type": "CHRONOLOGICAL", "validation": 0.1, "test": 0.1},
                "hyperparameters": {"epochs": 16, "batchSize": 16, "windowLength": 7}},
             "space": {"parameters": [
                {"name": "learningRate", "type": "REAL", "low": 0.002, "high": 0.05, "scale": "LOG"},
                {"name": "units", "type": "INTEGER", "low": 4, "high": 12}]},
             "objectives": [{"metric": "validation.rmse"}],
             "confirmation": {"candidates": 2, "seeds": 2}, "budget": {"trials": 3}}
            """;

    @Test
    void aTrialWhoseWorkerIsKilledGoesOnFromItsCheckpointOnTheOther() throws Exception {
        var silent = new Screen(new Terminal(
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                false,
                new Style(false),
                false));
        var plan =
                new LocalStack.Plan(new Installation(ROOT), Folders.ofThisUser(), RunFolder.temporary(), true, null, 2);
        try (var stack = new LocalStack(plan)) {
            CairnClient client = stack.start(new Phases(silent));
            String address = client.datasets()
                    .upload("weather", ROOT.resolve("examples/data/seattle-weather.csv"))
                    .address();
            StudyView study = client.studies().create(STUDY.formatted(address));

            TrialView victim = untilOneReportsAgainAndAgain(client, study);
            kill(workerProcesses().get(number(victim.attempts().get(0).worker()) - 1));

            assertThat(Pause.until(
                            () -> client.studies().get(study.id()).state().isFinal(), PATIENCE))
                    .isTrue();
            StudyView ended = client.studies().get(study.id());
            assertThat(ended.state()).as(ended.reason()).isEqualTo(StudyState.COMPLETED);
            TrialView finished = client.trials().get(victim.id());
            assertThat(finished.state()).isEqualTo(TrialState.COMPLETED);
            assertThat(finished.attempts())
                    .extracting(AttemptView::state)
                    .containsExactly(AttemptState.LOST, AttemptState.SUCCEEDED);
            assertThat(finished.attempts().get(0).cause()).isEqualTo(FailureCause.WORKER_LOST);
            assertThat(finished.attempts().get(1).resumedFromStep()).isBetween(1L, 15L);
            assertThat(finished.attempts().get(1).worker())
                    .isNotEqualTo(finished.attempts().get(0).worker());
            assertThat(client.trials().curve(victim.id()))
                    .extracting(Measurement::step)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, 16).boxed().toList());
            assertThat(client.trials().all(study.id(), Purpose.SEARCH))
                    .hasSize(3)
                    .allMatch(trial -> trial.state() == TrialState.COMPLETED);
            assertThat(client.trials().all(study.id(), Purpose.REPEAT))
                    .hasSize(4)
                    .allMatch(trial -> trial.state() == TrialState.COMPLETED);
            assertThat(ended.confirmation().winner()).isNotNull();
            assertThat(ended.confirmation().epochs()).isEqualTo(16);
            assertThat(ended.confirmation().metrics())
                    .containsKeys(
                            "test.rmse",
                            "test.rmse.seedDeviation",
                            "test.rmse.low",
                            "test.skill.high",
                            "naive.test.rmse");
            assertThatTheExampleServes(client, ended);
        }
    }

    /** The program in examples/serve-predictions, with nothing but the worker's jars, forecasts with the study's model. */
    private static void assertThatTheExampleServes(CairnClient client, StudyView study) throws Exception {
        Path source = ROOT.resolve("examples/serve-predictions/src/main/java/serve/Serve.java");
        var builder = new ProcessBuilder(new Installation(ROOT)
                        .java(
                                "worker",
                                List.of("-XX:TieredStopAtLevel=1"),
                                source.toString(),
                                study.spec().name(),
                                "0"))
                .redirectErrorStream(true);
        builder.environment().put("CAIRN_URL", client.url().toString());
        Process process = builder.start();
        try {
            var said = new ArrayList<String>();
            BufferedReader lines = process.inputReader();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                said.add(line);
                if (line.startsWith("forecasts of ")) {
                    break;
                }
            }
            assertThat(said).last().asString().startsWith("forecasts of [temp_max] at http://127.0.0.1:");
            String last = said.get(said.size() - 1);
            URI address = URI.create(last.substring(last.indexOf("http")));

            HttpResponse<String> forecast =
                    post(address, Files.readString(ROOT.resolve("examples/data/seattle-weather.csv")));
            assertThat(forecast.statusCode()).as(forecast.body()).isEqualTo(200);
            JsonNode answer = CairnJson.strict().readTree(forecast.body());
            assertThat(answer.path("study").asString()).isEqualTo("end-to-end");
            assertThat(answer.path("trial").asLong())
                    .isEqualTo(client.studies().best(study.id()).number());
            assertThat(answer.path("forecast").path(0).path(0).asDouble()).isBetween(-10.0, 40.0);

            HttpResponse<String> refused = post(address, "date,temp_max\n2015-01-01,3\n");
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.body()).contains("wind");
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static HttpResponse<String> post(URI address, String body) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(address)
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    /**
     * A trial in the middle. Each report that it is seen to send comes a moment after the one before, and the second at the
     * latest names the checkpoint of the first's epochs.
     */
    private static TrialView untilOneReportsAgainAndAgain(CairnClient client, StudyView study) {
        var reports = new HashMap<Long, Set<Integer>>();
        TrialView[] found = new TrialView[1];
        Pause.until(
                () -> {
                    Optional<TrialView> running = client.trials().all(study.id(), Purpose.SEARCH).stream()
                            .filter(trial -> trial.state() == TrialState.RUNNING)
                            .filter(trial -> {
                                Set<Integer> lengths = reports.computeIfAbsent(trial.id(), id -> new HashSet<>());
                                lengths.add(client.trials().curve(trial.id()).size());
                                lengths.remove(0);
                                return lengths.size() >= 3;
                            })
                            .findFirst();
                    running.ifPresent(trial -> found[0] = client.trials().get(trial.id()));
                    return running.isPresent();
                },
                PATIENCE);
        assertThat(found[0]).as("a trial that runs and reported thrice").isNotNull();
        return found[0];
    }

    private static int number(String worker) {
        return Integer.parseInt(worker.substring("worker-".length()));
    }

    /** In the order of their start. */
    private static List<ProcessHandle> workerProcesses() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().commandLine().orElse("").endsWith("dev.cairn.worker.Worker"))
                .filter(process -> process.info().command().orElse("").endsWith("java"))
                .sorted()
                .toList();
    }

    private static void kill(ProcessHandle process) {
        assertThat(process.destroyForcibly()).isTrue();
    }
}
