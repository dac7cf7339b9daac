package dev.cairn.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cairn.benchmarks.problem.Problems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CampaignTest {
    @TempDir
    Path folder;

    private Path path;
    private ResultFile file;
    private final List<RunResult> ran = new ArrayList<>();

    @BeforeEach
    void file() {
        path = folder.resolve("results.json");
        file = new ResultFile(path);
    }

    private void run(long... seeds) throws InterruptedException {
        new Campaign(
                        List.of(Objects.requireNonNull(NamedSampler.builtIn("random"))),
                        Problems.select(List.of("branin", "lstm-b")),
                        Arrays.stream(seeds).boxed().toList(),
                        10,
                        1,
                        "test")
                .run(file, 1, ran::add);
    }

    @Test
    void whatTheFileHasIsNotRunAgain() throws Exception {
        run(0);
        assertThat(ran).hasSize(2);
        run(0, 1);
        assertThat(ran).hasSize(4);
        assertThat(file.read()).isEqualTo(ran);
        assertThat(ran).extracting(RunResult::seed).containsExactly(0L, 0L, 1L, 1L);
    }

    @Test
    void aHalfLineIsCutOffAndItsRunRepeated() throws Exception {
        run(0, 1);
        String whole = Files.readString(path);
        Files.writeString(path, whole.substring(0, whole.length() - 30));
        ran.clear();
        run(0, 1);
        assertThat(ran).hasSize(1);
        assertThat(Files.readString(path).lines()).hasSize(4);
        assertThat(file.read()).hasSize(4);
    }

    @Test
    void aLineThatIsNoResultIsRefusedByItsNumber() throws Exception {
        Files.writeString(
                path, "{\"sampler\": \"x\", \"problem\": \"branin\", \"seed\": 1, \"regret\": [null, 1]}\n{}\n");
        assertThatIllegalArgumentException()
                .isThrownBy(file::read)
                .withMessageContaining("line 2")
                .withMessageContaining("a result needs sampler, problem and regret");
    }

    @Test
    void anotherLibrarysLineMayLackWhatItDoesNotKnow() throws Exception {
        Files.writeString(
                path,
                "{\"sampler\": \"x\", \"problem\": \"branin\", \"seed\": 1, \"pending\": 1, \"evaluations\": 2,"
                        + " \"regret\": [null, 1.5], \"cpu\": 3}\n");
        RunResult result = file.read().get(0);
        assertThat(result.regretAfter(1)).isInfinite();
        assertThat(result.regretAfter(2)).isEqualTo(1.5);
        assertThat(result.failuresInAll()).isZero();
    }

    @Test
    void theTableShowsMedianAndMean() throws Exception {
        Files.writeString(
                path,
                line("a", 0, 1) + line("a", 1, 2) + line("a", 2, 9) + line("b", 0, 0.00012345) + line("b", 1, 123456));
        List<String> table = Summary.table(file.read());
        assertThat(table).hasSize(3);
        assertThat(table.get(0)).matches("problem +sampler +runs +at 10 +failed +ms");
        assertThat(table.get(1)).matches("branin +a +3 +2\\.0 \\[4\\.0\\] +0 +5\\.0");
        assertThat(Summary.figure(0.00012345)).isEqualTo("1.2e-4");
        assertThat(Summary.figure(123456)).isEqualTo("1.2e5");
        assertThat(Summary.figure(Double.POSITIVE_INFINITY)).isEqualTo("-");
    }

    private static String line(String sampler, long seed, double regret) {
        return Json.MAPPER.writeValueAsString(new RunResult(
                        sampler, "", "branin", seed, 1, 5, 10, List.of(regret), null, null, List.of(0.005), null))
                + "\n";
    }
}
