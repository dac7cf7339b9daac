package dev.cairn.service.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.api.study.StudyState;
import dev.cairn.client.CairnClient;
import dev.cairn.service.Fixtures;
import dev.cairn.service.TestService;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The examples that tune by HTTP alone, as a reader runs them. */
class AskTellExamplesTest {
    private static final Path EXAMPLES =
            Path.of("../examples/ask-tell").toAbsolutePath().normalize();

    private final TestService service = TestService.shared();
    private final CairnClient client = service.client();

    @Test
    void aShellTunes() throws Exception {
        assumeTrue(isInstalled("curl"), "curl is not installed: the shell example was not run");
        tunes("sh", "tune.sh", 10);
    }

    @Test
    void pythonTunes() throws Exception {
        assumeTrue(isInstalled("python3"), "python3 is not installed: the Python example was not run");
        tunes("python3", "tune.py", 15);
    }

    private void tunes(String program, String script, int trials) throws IOException, InterruptedException {
        String name = Fixtures.name();
        var builder = new ProcessBuilder(program, EXAMPLES.resolve(script).toString(), name).redirectErrorStream(true);
        builder.environment().put("CAIRN_URL", service.url().toString());
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        assertThat(said).contains("best ");
        var study = client.studies().named(name).orElseThrow();
        assertThat(study.state()).isEqualTo(StudyState.COMPLETED);
        assertThat(study.trials().values().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(trials);
        var best = client.studies().best(study.id());
        assertThat(client.trials().curve(best.id())).isNotEmpty();
    }

    private static boolean isInstalled(String program) {
        return Arrays.stream(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
