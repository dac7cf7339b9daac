package dev.cairn.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;
import dev.cairn.browser.Chromium.Tab;
import dev.cairn.migrations.TestPostgres;
import dev.cairn.service.Fixtures;
import dev.cairn.service.TestService;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A service that asks everybody who they are. */
class AccountTest {
    private static final String ADMIN = "an-admin-token-of-the-environment-0123456789";
    private static TestService service;
    private static Chromium chromium;
    private static String reader;

    @BeforeAll
    static void start() {
        var database = TestPostgres.database();
        service = TestService.start(
                database, database.url(), "PT1H", "--cairn.access.admin-token=" + ADMIN, "--cairn.access.rate=0");
        chromium = new Chromium();
        post("/projects", "{\"name\": \"weather\"}");
        post("/studies", Fixtures.study("of-default", 5, ""));
        post("/studies?project=weather", Fixtures.study("of-weather", 5, ""));
        post("/studies/1/trials", "{\"points\": [{\"x\": 0.5, \"kind\": \"a\"}]}");
        Matcher secret = Pattern.compile("\"secret\":\"([^\"]+)\"")
                .matcher(post("/tokens", "{\"name\": \"watcher\", \"role\": \"READER\"}"));
        assertThat(secret.find()).isTrue();
        reader = secret.group(1);
    }

    @AfterAll
    static void stop() {
        chromium.close();
        service.close();
    }

    private static String post(String path, String body) {
        var answer = service.send(HttpRequest.newBuilder(service.url().resolve("/api/v1" + path))
                .header("Authorization", "Bearer " + ADMIN)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return answer.body();
    }

    private static Tab signedIn(String address, String token) {
        Tab tab = chromium.open(service.url() + "/ui/#" + address);
        signIn(tab.page(), token);
        return tab;
    }

    private static void signIn(Page page, String token) {
        page.getByLabel("API token").fill(token);
        page.getByRole(AriaRole.DIALOG)
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Sign in"))
                .click();
    }

    private static Locator link(Page page, String name) {
        return page.getByRole(
                AriaRole.LINK, new GetByRoleOptions().setName(name).setExact(true));
    }

    @Test
    void aTokenIsAskedForUntilTheServiceKnowsIt() {
        try (Tab tab = signedIn("/studies", "cairn-no-such-token")) {
            Page page = tab.page();
            assertThat(page.getByRole(AriaRole.DIALOG)).containsText("does not know this token");
            signIn(page, ADMIN);
            assertThat(link(page, "of-weather")).isVisible();
            assertThat(page.getByRole(AriaRole.DIALOG)).isHidden();
            assertThat(page.url()).doesNotContain(ADMIN);
            assertThat(page.content()).doesNotContain(ADMIN);
        }
    }

    @Test
    void oneProjectIsShownWhenItIsChosen() {
        try (Tab tab = signedIn("/studies", ADMIN)) {
            Page page = tab.page();
            assertThat(link(page, "of-default")).isVisible();
            page.getByLabel("Project").selectOption("weather");
            assertThat(link(page, "of-weather")).isVisible();
            assertThat(link(page, "of-default")).isHidden();
            page.getByText("The same from a shell").click();
            assertThat(page.getByText("/api/v1/studies?project=weather")).isVisible();
        }
    }

    @Test
    void aReaderIsToldWhyThereAreNoButtons() {
        try (Tab tab = signedIn("/trials/1", reader)) {
            Page page = tab.page();
            assertThat(page.getByText("with the role reader, which may look at everything here and change nothing"))
                    .isVisible();
            assertThat(page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName("Cancel")))
                    .isHidden();
            assertThat(page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName("Account: watcher")))
                    .isVisible();
        }
    }

    @Test
    void aReaderIsOfferedNothingThatChangesAStudy() {
        try (Tab tab = signedIn("/studies/1", reader)) {
            Page page = tab.page();
            assertThat(page.getByText("which may look at everything here and change nothing"))
                    .isVisible();
            for (String name : List.of("Pause", "Cancel", "Queue a trial")) {
                assertThat(page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName(name)))
                        .isHidden();
            }
            assertThat(link(page, "Clone")).isHidden();
        }
        try (Tab tab = signedIn("/studies/1", ADMIN)) {
            assertThat(tab.page().getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName("Pause")))
                    .isVisible();
            assertThat(link(tab.page(), "Clone")).isVisible();
        }
    }

    @Test
    void whoSignsOutIsAskedAgain() {
        try (Tab tab = signedIn("/studies", reader)) {
            Page page = tab.page();
            page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName("Account: watcher"))
                    .click();
            assertThat(page.getByRole(AriaRole.DIALOG)).containsText("reader: looks at everything, changes nothing");
            page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName("Sign out"))
                    .click();
            assertThat(page.getByLabel("API token")).isVisible();
        }
    }
}
