package dev.cairn.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.cairn.browser.Chromium.Tab;
import dev.cairn.service.TestService;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds of every page. A page's test says which address it has and waits until it is there. */
abstract class PageContract {
    protected static final TestService SERVICE = TestService.shared();
    protected static final Seeds SEEDS = new Seeds(SERVICE);
    private static final String WALK = """
            async () => {
                const frame = () => new Promise(requestAnimationFrame);
                for (let y = 0; y < document.body.scrollHeight; y += 300) {
                    scrollTo(0, y);
                    await frame();
                    await frame();
                }
                scrollTo(0, 0);
            }
            """;

    private static Chromium chromium;

    @BeforeAll
    static void launch() {
        chromium = new Chromium();
    }

    @AfterAll
    static void quit() {
        chromium.close();
    }

    /** The part of the address behind {@code #}. */
    abstract String address();

    /** Returns when the page shows what it is about. */
    abstract void ready(Page page);

    protected static Tab open(String address) {
        return open(SERVICE.url(), address);
    }

    /** At another door than the shared service's. */
    protected static Tab open(URI service, String address) {
        return chromium.open(service + "/ui/#" + address);
    }

    private Tab open(int width, ColorScheme theme) {
        Tab tab = chromium.open(SERVICE.url() + "/ui/#" + address(), width, theme);
        ready(tab.page());
        // Charts are drawn when they come near the window: walk down once.
        tab.page().evaluate(WALK);
        return tab;
    }

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void nothingKeepsAnyoneFromUsingIt(ColorScheme theme) {
        try (Tab tab = open(1440, theme)) {
            var found = new AxeBuilder(tab.page())
                    .withTags(List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"))
                    .analyze();
            assertThat(found.getViolations())
                    .extracting(rule -> rule.getId() + ": " + rule.getHelp() + " "
                            + rule.getNodes().stream()
                                    .map(node -> node.getHtml() + node.getFailureSummary())
                                    .toList())
                    .isEmpty();
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {360, 768, 1440})
    void itFitsTheWidthOfTheWindow(int width) {
        for (ColorScheme theme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            try (Tab tab = open(width, theme)) {
                String name = getClass().getSimpleName() + "-" + width + "-" + theme + ".png";
                tab.page()
                        .screenshot(new Page.ScreenshotOptions()
                                .setFullPage(true)
                                .setPath(Path.of("target/screenshots", name)));
                assertThat(tab.page().evaluate("document.documentElement.scrollWidth"))
                        .isEqualTo(width);
            }
        }
    }
}
