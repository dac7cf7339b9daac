package dev.cairn.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's Java is compiled and run as it stands. */
class ReadmeTest {
    private static final Pattern SAMPLE = Pattern.compile("```java\n(.*?class (\\w+) .*?)```", Pattern.DOTALL);

    @TempDir
    private Path folder;

    @Test
    void theSampleFindsTheBest() throws IOException, InterruptedException {
        Matcher sample = SAMPLE.matcher(Files.readString(Path.of("..", "README.md")));
        assertThat(sample.find()).isTrue();
        Path source = Files.writeString(folder.resolve(sample.group(2) + ".java"), sample.group(1));
        Path output = folder.resolve("output");
        String classes = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        int exit = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classes,
                        source.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start()
                .waitFor();
        assertThat(Files.readString(output)).startsWith("{optimizer=ADAM, rate=");
        assertThat(exit).isZero();
    }
}
