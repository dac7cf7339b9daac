package dev.cairn.service.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.study.StudyState;
import dev.cairn.client.CairnClient;
import dev.cairn.client.Study;
import dev.cairn.service.Fixtures;
import dev.cairn.service.TestService;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The project in examples/tune-ridge, compiled against what its pom names, tested by its own tests, and run. */
class TuneRidgeExampleTest {
    private static final Path EXAMPLES = Path.of("..", "examples");
    private static final Path PROJECT = EXAMPLES.resolve("tune-ridge");
    /** What {@code cairn-client} brings along. */
    private static final List<String> OF_THE_CLIENT = List.of("client", "api", "search", "jackson", "jspecify");

    @TempDir
    private Path classes;

    private final TestService service = TestService.shared();

    @Test
    void itTunesWithNothingButTheClientOnItsClassPath() throws Exception {
        String classPath = classes + File.pathSeparator + entries(TuneRidgeExampleTest::isOfTheClient);
        compile(PROJECT.resolve("src/main"), classPath);
        String name = Fixtures.name();
        String csv = EXAMPLES.resolve("data/seattle-weather.csv").toString();
        var builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath,
                        "ridge.Tune",
                        name,
                        csv,
                        "8")
                .redirectErrorStream(true);
        builder.environment().put("CAIRN_URL", service.url().toString());
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        assertThat(said).contains("best of 8 trials: {", "error in folds ", "of persistence there 2.");

        CairnClient client = service.client();
        Study study = client.study(name);
        assertThat(study.view().state()).isEqualTo(StudyState.COMPLETED);
        assertThat(study.best().metrics().get("validation.rmse")).isBetween(1.5, 4.0);
        assertThat(client.trials().curve(study.best().trial().id())).hasSize(6);
    }

    @Test
    void itsOwnTestsPass() throws Exception {
        String classPath = classes + File.pathSeparator + System.getProperty("java.class.path");
        compile(PROJECT.resolve("src/main"), classPath);
        compile(PROJECT.resolve("src/test"), classPath);
        var ran = new ArrayList<String>();
        try (var loader = new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
            Class<?> tests = loader.loadClass("ridge.RidgeTrainerTest");
            for (Method method : tests.getDeclaredMethods()) {
                if (method.isAnnotationPresent(Test.class)) {
                    Constructor<?> fresh = tests.getDeclaredConstructor();
                    fresh.setAccessible(true);
                    method.setAccessible(true);
                    method.invoke(fresh.newInstance());
                    ran.add(method.getName());
                }
            }
        }
        assertThat(ran).hasSize(3);
    }

    private static boolean isOfTheClient(String entry) {
        return OF_THE_CLIENT.stream().anyMatch(part -> entry.contains("/" + part));
    }

    private static String entries(java.util.function.Predicate<String> wanted) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(wanted)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private void compile(Path sources, String classPath) throws IOException {
        var arguments = new ArrayList<>(List.of("-Xlint:all", "-Werror", "-d", classes.toString(), "-cp", classPath));
        try (Stream<Path> files = Files.walk(sources)) {
            files.filter(file -> file.toString().endsWith(".java"))
                    .map(Path::toString)
                    .forEach(arguments::add);
        }
        int result = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));
        assertThat(result).isZero();
    }
}
