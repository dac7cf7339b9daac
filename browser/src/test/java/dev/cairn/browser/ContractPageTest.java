package dev.cairn.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.AriaRole;
import dev.cairn.browser.Chromium.Tab;
import dev.cairn.service.TestService;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The contract as a page: somebody else's library, under our policy for pages. */
class ContractPageTest {
    private static final TestService SERVICE = TestService.shared();

    @Test
    void aCallIsReadAndTriedAndNothingIsForbiddenOrLoadedFromElsewhere() {
        try (var chromium = new Chromium();
                Tab tab = chromium.open(SERVICE.url() + "/ui/api/")) {
            Page page = tab.page();
            page.onRequest(request -> {
                if (!request.url().startsWith(SERVICE.url().toString())
                        && !request.url().startsWith("data:")) {
                    tab.complaints().add("loaded from elsewhere: " + request.url());
                }
            });
            Locator operation = page.locator("#operations-Studies-listStudies");
            page.getByRole(AriaRole.LINK)
                    .filter(new Locator.FilterOptions().setHasText("Studies"))
                    .first()
                    .click();
            assertThat(operation).containsText("List studies");
            operation.locator("button").first().click();
            operation.getByText("Try it out").click();
            Response answer = page.waitForResponse(
                    response -> response.url().contains("/api/v1/studies"),
                    () -> operation.getByText("Execute").click());
            assertThat(answer.status()).isEqualTo(200);
            assertThat(operation.locator(".live-responses-table").first()).containsText("items");
            page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target/screenshots/contract-page.png")));

            Response document = page.reload();
            assertThat(document.headerValue("Content-Security-Policy"))
                    .contains("script-src 'self'", "frame-ancestors 'none'")
                    .doesNotContain("unsafe");
            assertThat(page.getByRole(AriaRole.HEADING).filter(new Locator.FilterOptions().setHasText("Cairn")))
                    .isVisible();
            assertThat(tab.complaints()).isEmpty();
        }
    }
}
