package dev.cairn.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class PageFilesTest {
    private static final Path ROOT = Path.of("target/classes/dev/cairn/ui");
    private static final Pattern IMPORT_MAP =
            Pattern.compile("<script type=\"importmap\">(.*?)</script>", Pattern.DOTALL);

    private static String index() throws IOException {
        try (InputStream in = PageFilesTest.class.getResourceAsStream("index.html")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String importMap() throws IOException {
        Matcher found = IMPORT_MAP.matcher(index());
        assertThat(found.find()).isTrue();
        return found.group(1);
    }

    private static List<Path> files(String... endings) throws IOException {
        try (Stream<Path> all = Files.walk(ROOT)) {
            return all.filter(file -> Stream.of(endings).anyMatch(file.toString()::endsWith))
                    .sorted()
                    .toList();
        }
    }

    /** The service allows what stands inline by its digest; a style or a handler could not be allowed so. */
    @Test
    void theImportMapIsAllThatStandsInline() throws IOException {
        assertThat(Pattern.compile("<script(?![^>]*src=)").matcher(index()).results())
                .hasSize(1);
        assertThat(index()).doesNotContain("<style").doesNotContain("style=").doesNotContainPattern("\\son[a-z]+=");
    }

    @Test
    void everyImportedLibraryIsThere() throws IOException {
        Matcher addresses = Pattern.compile("\"\\./(lib/[^\"]+)\"").matcher(importMap());
        assertThat(addresses.results().map(found -> ROOT.resolve(found.group(1))))
                .isNotEmpty()
                .allSatisfy(file -> assertThat(file).exists());
    }

    @Test
    void everyImportedFileIsThere() throws IOException {
        Pattern relative = Pattern.compile("(?:from|import) ?\\(?'(\\.[^']+)'");
        for (Path file : files(".js")) {
            if (!file.startsWith(ROOT.resolve("lib"))) {
                assertThat(relative.matcher(Files.readString(file)).results())
                        .allSatisfy(found -> assertThat(
                                        file.resolveSibling(found.group(1)).normalize())
                                .exists());
            }
        }
    }

    /** What is not text of ours would be a way in for names that others choose. */
    @Test
    void noTextIsReadAsHtmlAndNoStyleStandsInIt() throws IOException {
        for (Path file : files(".js")) {
            if (!file.startsWith(ROOT.resolve("lib"))) {
                assertThat(Files.readString(file))
                        .as(file.toString())
                        .doesNotContain("innerHTML")
                        .doesNotContain("unsafeHTML")
                        .doesNotContain("insertAdjacentHTML")
                        .doesNotContain(" style=\"")
                        .doesNotContain(" style=${");
            }
        }
    }

    @Test
    void allScriptTogetherHasAtMost400KilobytesCompressed() throws IOException {
        long bytes = files(".js", ".mjs").stream()
                .mapToLong(PageFilesTest::compressed)
                .sum();
        assertThat(bytes).isLessThanOrEqualTo(400_000);
    }

    @Test
    void onlyWhatIsServedIsPacked() throws IOException {
        assertThat(files(".map", ".d.ts", ".tgz")).isEmpty();
        assertThat(files("LICENSE", "LICENSE.txt")).hasSize(7);
    }

    private static long compressed(Path file) {
        var out = new ByteArrayOutputStream();
        try (OutputStream zip = new GZIPOutputStream(out)) {
            Files.copy(file, zip);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.size();
    }
}
