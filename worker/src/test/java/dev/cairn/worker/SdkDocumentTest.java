package dev.cairn.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The samples of docs/sdk.md compile as they stand there, and those that need no service run. */
class SdkDocumentTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "sdk.md");
    private static final Pattern SAMPLE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    /** What the samples speak of without saying what it is. */
    private static final String BEFORE = """
            import static org.junit.jupiter.api.Assertions.assertEquals;
            import dev.cairn.api.lease.Outcome;
            import dev.cairn.api.study.*;
            import dev.cairn.api.trial.*;
            import dev.cairn.client.*;
            import dev.cairn.client.space.*;
            import dev.cairn.client.testkit.*;
            import dev.cairn.client.worker.*;
            import dev.cairn.search.objective.Objective;
            import dev.cairn.worker.lstm.ForecastModel;
            import java.nio.file.Path;
            import java.time.Duration;
            import java.util.*;
            import java.util.concurrent.CompletableFuture;

            class Samples {
                enum Optimizer { ADAM, RMSPROP, SGD }
                CairnClient client;
                String secret;
                H h = new H(0.01, 32, 16, Optimizer.SGD, 0.9);
                Trainer<H> trainer = this::train;
                void restore(byte[] state) {}
                double epoch(H h) { return 0.5; }
                byte[] state() { return new byte[] {1}; }
                double validate() { return 0.25; }
            """;

    @TempDir
    private Path folder;

    @Test
    void everySampleCompilesAndTheRehearsalsRun() throws Exception {
        List<String> samples = SAMPLE.matcher(Files.readString(DOCUMENT))
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
        var source = new StringBuilder(BEFORE);
        for (int i = 0; i < samples.size(); i++) {
            String sample = samples.get(i);
            boolean isMembers = sample.startsWith("record ");
            source.append(isMembers ? sample : "void sample" + i + "() throws Exception {\n" + sample + "}\n");
        }
        Path file = Files.writeString(folder.resolve("Samples.java"), source.append("}\n"));
        int compiled = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-d",
                        folder.toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        file.toString());
        assertThat(compiled).as(source.toString()).isZero();

        int ran = 0;
        try (var loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            Class<?> type = loader.loadClass("Samples");
            Constructor<?> fresh = type.getDeclaredConstructor();
            fresh.setAccessible(true);
            for (int i = 0; i < samples.size(); i++) {
                if (samples.get(i).contains("Rehearsal.of(")) {
                    Method sample = type.getDeclaredMethod("sample" + i);
                    sample.setAccessible(true);
                    sample.invoke(fresh.newInstance());
                    ran++;
                }
            }
        }
        assertThat(samples).hasSizeGreaterThanOrEqualTo(5);
        assertThat(ran).isEqualTo(1);
    }
}
