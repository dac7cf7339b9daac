package dev.cairn.benchmarks.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandsTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return RootCommand.commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
                .execute(arguments);
    }

    @Test
    void importancesAreTimed() {
        assertThat(run("importance", "--trials", "50", "--parameters", "4", "--repeats", "3"))
                .isZero();

        assertThat(out.toString()).startsWith("50 trials, 4 parameters: first ").endsWith(" ms of 3\n");
    }

    @Test
    void samplersAreRunSummedUpAndCompared() {
        String file = folder.resolve("results.json").toString();
        String[] regret = {
            "regret",
            "--sampler",
            "random,other",
            "--settings",
            "other={\"type\":\"RANDOM\"}",
            "--problems",
            "branin,smooth3",
            "--seeds",
            "0..3",
            "--evaluations",
            "12",
            "--json",
            file,
            "--threads",
            "2"
        };
        assertThat(run(regret)).isZero();
        assertThat(err.toString().lines()).hasSize(16);
        assertThat(out.toString()).contains("branin", "other", "random");
        String table = out.toString();
        assertThat(run(regret)).isZero();
        assertThat(err.toString()).isEmpty();
        assertThat(run("regret", "--summary", file)).isZero();
        assertThat(out.toString()).isEqualTo(table);

        Path json = folder.resolve("compared.json");
        assertThat(run(
                        "compare",
                        "--ours",
                        "other",
                        "--results",
                        file,
                        "--evaluations",
                        "10,12",
                        "--json",
                        json.toString()))
                .isZero();
        assertThat(out.toString()).contains("## other after 10 evaluations", "| random | 1.0 | [1.0, 1.0] |");
        assertThat(json).content().contains("\"bestPeer\"");
    }

    @Test
    void mistakesAreRefusedWithAWord() throws Exception {
        assertThat(run("regret", "--problems", "branin")).isEqualTo(2);
        assertThat(err.toString()).contains("--json FILE");
        String file = folder.resolve("results.json").toString();
        assertThat(run("regret", "--problems", "brain", "--json", file)).isEqualTo(2);
        assertThat(err.toString()).contains("'brain' is neither");
        assertThat(run("regret", "--sampler", "tpe", "--json", file)).isEqualTo(2);
        assertThat(err.toString()).contains("there is no sampler 'tpe'");
        assertThat(run("regret", "--seeds", "all", "--json", file)).isEqualTo(2);
        assertThat(run("compare", "--ours", "x", "--results", file)).isEqualTo(2);
        assertThat(err.toString()).contains("there is no run of 'x'");
        Files.writeString(Path.of(file), "junk\n");
        assertThat(run("regret", "--summary", file)).isEqualTo(2);
        assertThat(err.toString()).contains("line 1");
    }

    @Test
    void aMistakeIsOneSentenceAndNothingElse() {
        String here = folder.toString();
        String there = folder.resolve("missing/results.json").toString();
        for (String line : List.of(
                "regret --evaluations many --json x",
                "regret --json " + here,
                "regret --json " + there,
                "regret --problems branin --pending 0 --json " + folder.resolve("x"),
                "regret --problems branin --settings a={} --json " + folder.resolve("x"),
                "suggest --json " + there,
                "compare --ours x --results y --json " + there,
                "compare --ours x",
                "optimum --problems brain",
                "slots --slots 0",
                "cost --shape 8,32,20,1",
                "frobnicate")) {
            assertThat(run(line.split(" "))).as(line).isEqualTo(2);
            assertThat(err.toString().lines()).as(line).hasSize(1);
            assertThat(out.toString()).as(line).isEmpty();
        }
        run("regret", "--evaluations", "many", "--json", "x");
        assertThat(err.toString()).contains("'--evaluations'", "'many' is not an int");
        run("regret", "--json", there);
        assertThat(err.toString()).contains("--json must be in a folder that exists but was " + there);
    }

    @Test
    void anOptimumIsSearchedFor() {
        assertThat(run("optimum", "--problems", "smooth3", "--evaluations", "2000"))
                .isZero();
        assertThat(out.toString()).startsWith("smooth3: found 0.005");
    }

    @Test
    void suggestionsAreTimedByTheLengthOfTheHistory() {
        Path file = folder.resolve("suggest.json");
        assertThat(run(
                        "suggest",
                        "--here",
                        "--n",
                        "8,16",
                        "--sampler",
                        "gp,grid",
                        "--parameters",
                        "7",
                        "--pending",
                        "2",
                        "--repeats",
                        "4",
                        "--warm-up",
                        "1",
                        "--json",
                        file.toString()))
                .isZero();
        assertThat(file).content().contains("\"n\":16", "\"replayed\":{", "\"cores\":");
        assertThat(out.toString()).contains("cairn-gp       from 8 to 16: n to the power of", "grid");
        assertThat(run("suggest", "--here", "--n", "0", "--json", file.toString()))
                .isEqualTo(2);
        assertThat(run("suggest", "--here", "--sampler", "tpe", "--json", file.toString()))
                .isEqualTo(2);
    }

    @Test
    void theDigestIsTheSameEachTime() {
        assertThat(run("digest", "--outcomes", "12")).isZero();
        String first = out.toString();
        assertThat(first).containsPattern("^[0-9a-f]{64} of [0-9]+ suggestions by [0-9]+ samplers after up to 12");
        assertThat(run("digest", "--outcomes", "12")).isZero();
        assertThat(out.toString()).isEqualTo(first);
    }
}
