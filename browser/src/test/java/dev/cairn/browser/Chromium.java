package dev.cairn.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One Chromium for all tests of a class, each page in a context of its own. What a page complains of fails its test. */
final class Chromium implements AutoCloseable {
    private static final Path DEBIAN = Path.of("/usr/bin/chromium");

    /** Playwright's own browsers are not asked for. */
    private final Playwright playwright =
            Playwright.create(new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));

    private final Browser browser = playwright
            .chromium()
            .launch(new BrowserType.LaunchOptions()
                    .setExecutablePath(executable())
                    .setArgs(List.of(
                            "--no-sandbox",
                            "--disable-gpu",
                            "--disable-background-networking",
                            "--disable-component-update",
                            "--disable-sync",
                            "--no-first-run")));

    private static Path executable() {
        String given = System.getenv("CAIRN_CHROMIUM");
        Path path = given == null ? DEBIAN : Path.of(given);
        if (!Files.isExecutable(path)) {
            throw new IllegalStateException("there is no browser at " + path
                    + ": install Chromium (Debian: apt install chromium) or set CAIRN_CHROMIUM to its path");
        }
        return path;
    }

    /** A page and what it has complained of: errors, and what the content security policy forbade. */
    record Tab(Page page, List<String> complaints) implements AutoCloseable {
        @Override
        public void close() {
            page.context().close();
        }
    }

    Tab open(String url) {
        return open(url, 1440, ColorScheme.LIGHT);
    }

    Tab open(String url, int width, ColorScheme theme) {
        return open(url, width, theme, "");
    }

    /** @param first script that runs in the page before its own */
    Tab open(String url, int width, ColorScheme theme, String first) {
        Page page = browser.newContext(new Browser.NewContextOptions()
                        .setViewportSize(width, 900)
                        .setColorScheme(theme)
                        .setReducedMotion(ReducedMotion.REDUCE))
                .newPage();
        page.setDefaultTimeout(15_000);
        page.addInitScript(first);
        List<String> complaints = new ArrayList<>();
        page.onPageError(complaints::add);
        page.onConsoleMessage(message -> {
            // A call that is refused is told to people by the page; the console repeats it.
            if (message.type().equals("error") && !message.text().startsWith("Failed to load resource")) {
                complaints.add(message.text());
            }
        });
        page.navigate(url);
        return new Tab(page, complaints);
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
