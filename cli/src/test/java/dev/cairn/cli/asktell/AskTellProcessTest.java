package dev.cairn.cli.asktell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.cli.Cairn;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * As another program sees it: each answer is there before the next line is sent. A read from a process cannot be interrupted, so
 * the test has a thread of its own.
 */
@Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
class AskTellProcessTest {
    @TempDir
    private Path folder;

    private Process process;
    private Writer in;
    private BufferedReader out;

    @BeforeEach
    void start() throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dfile.encoding=ISO-8859-1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Cairn.class.getName(),
                        "ask-tell")
                .redirectError(Redirect.to(folder.resolve("err").toFile()))
                .start();
        in = process.outputWriter(StandardCharsets.UTF_8);
        out = process.inputReader(StandardCharsets.UTF_8);
    }

    @AfterEach
    void end() {
        process.destroyForcibly();
    }

    private String answer(String line) throws IOException {
        in.write(line + "\n");
        in.flush();
        return out.readLine();
    }

    @Test
    void aConversationIsAnsweredLineByLineAndEndsWithItsInput() throws IOException, InterruptedException {
        assertThat(answer("{\"space\": ")).startsWith("{\"error\":{\"message\":\"the line is not JSON");
        assertThat(answer(
                        "{\"space\": {\"parameters\": [{\"name\": \"k\", \"type\": \"CATEGORICAL\", \"values\": [\"é\"]}]},"
                                + " \"objectives\": [{\"metric\": \"loss\"}], \"seed\": 3}"))
                .startsWith("{\"ok\":true,\"seed\":3,");
        assertThat(answer("{\"ask\": 1}")).isEqualTo("{\"suggestions\":[{\"id\":1,\"parameters\":{\"k\":\"é\"}}]}");
        assertThat(answer("{\"tell\": {\"id\": 1, \"metrics\": {\"loss\": 0.5}}}"))
                .isEqualTo("{\"ok\":true,\"id\":1}");
        assertThat(answer("{\"ask\": 1}"))
                .isEqualTo("{\"suggestions\":[],\"exhausted\":true,\"reason\":\"every point of the space was tried\"}");
        in.write("{\"best\": true}");
        in.close();
        assertThat(out.readLine())
                .isEqualTo("{\"best\":{\"id\":1,\"parameters\":{\"k\":\"é\"},\"metrics\":{\"loss\":0.5}}}");
        assertThat(out.readLine()).isNull();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(Files.readString(folder.resolve("err"))).isEmpty();
    }
}
