package dev.cairn.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.trial.Purpose;
import dev.cairn.api.trial.TrialState;
import dev.cairn.api.trial.TrialView;
import dev.cairn.browser.Chromium.Tab;
import dev.cairn.service.Fixtures;
import dev.cairn.service.Wire;
import java.net.URI;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TrialPageTest extends PageContract {
    private static final Trainings TRAININGS = new Trainings(SERVICE.client());
    private static StudyView study;

    @BeforeAll
    static void seed() {
        study = TRAININGS.modelled("trial-page", 20, 9);
    }

    @Override
    String address() {
        return "/trials/" + trial(study, 8).id();
    }

    @Override
    void ready(Page page) {
        assertThat(heading(page, "Trial 8")).isVisible();
        assertThat(part(page, "Curves").locator("canvas")).isVisible();
        assertThat(part(page, "Nearest trials").locator("tbody tr")).hasCount(5);
    }

    private static TrialView trial(StudyView of, int number) {
        List<TrialView> all = SERVICE.client().trials().all(of.id(), Purpose.SEARCH);
        return all.stream().filter(one -> one.number() == number).findFirst().orElseThrow();
    }

    private static Locator heading(Page page, String name) {
        return page.getByRole(
                AriaRole.HEADING, new GetByRoleOptions().setName(name).setExact(true));
    }

    private static Locator part(Page page, String name) {
        return page.getByRole(
                        AriaRole.REGION, new GetByRoleOptions().setName(name).setExact(true))
                .first();
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new GetByRoleOptions().setName(name).setExact(true));
    }

    private static Locator button(Locator in, String name) {
        return in.getByRole(
                AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name).setExact(true));
    }

    private static Locator dialog(Page page) {
        return page.getByRole(AriaRole.DIALOG);
    }

    @Test
    void aFailedTrialSaysWhyAndIsRetried() {
        StudyView failing = TRAININGS.modelled(Fixtures.name(), 5, 3);
        TrialView failed = trial(failing, 3);
        try (Tab tab = open("/trials/" + failed.id())) {
            Page page = tab.page();
            assertThat(page.locator("h1 + .badge")).hasText("failed");
            assertThat(page.locator("header .notice")).containsText("CRASHED");
            button(page, "Retry").click();
            assertThat(dialog(page)).containsText("/trials/" + failed.id() + "/retry");
            button(dialog(page), "Retry").click();
            assertThat(page.locator("h1 + .badge")).hasText("queued");
            assertThat(SERVICE.client().trials().get(failed.id()).state()).isEqualTo(TrialState.QUEUED);
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void whatWorkersAndSpecificationsSayIsText() {
        try (Tab tab = open("/trials/" + trial(study, 3).id())) {
            Page page = tab.page();
            assertThat(page.locator("header .notice")).containsText(Trainings.PAYLOAD);
            assertThat(page.locator("pre.log")).containsText(Trainings.PAYLOAD);
            button(page, "Queue a changed copy").click();
            dialog(page).getByLabel("optimizer").selectOption(Trainings.PAYLOAD);
            assertThat(dialog(page).locator("code")).containsText("<script>");
            assertThat(page.locator("main script, main img, dialog script, dialog img"))
                    .hasCount(0);
            assertThat(page).hasTitle("Trial 3 of trial-page · Cairn");
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void aChangedCopyIsCheckedWhileItIsFilledIn() {
        StudyView open = TRAININGS.modelled(Fixtures.name(), 5, 1);
        try (Tab tab = open("/trials/" + trial(open, 1).id())) {
            Page page = tab.page();
            button(page, "Queue a changed copy").click();
            Locator rate = dialog(page).getByLabel("learningRate");
            assertThat(rate).isFocused();
            rate.fill("5");
            assertThat(dialog(page)).containsText("must be in [1.0E-5, 0.1]");
            assertThat(rate).hasAttribute("aria-invalid", "true");
            assertThat(button(dialog(page), "Queue it")).isDisabled();
            dialog(page).getByLabel("optimizer").selectOption("SGD");
            assertThat(dialog(page).getByLabel("momentum")).isVisible();
            rate.fill("0.005");
            button(dialog(page), "Queue it").click();
            page.getByRole(AriaRole.LINK, new GetByRoleOptions().setName("Show it"))
                    .click();
            assertThat(heading(page, "Trial 2")).isVisible();
            assertThat(page.getByText("queued by a person")).isVisible();
            assertThat(trial(open, 2).point().values())
                    .containsEntry("learningRate", 0.005)
                    .containsKey("momentum");
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void theModelIsDownloaded() throws Exception {
        try (Tab tab = open(address())) {
            var download = tab.page()
                    .waitForDownload(
                            () -> button(tab.page(), "Download the model").click());
            assertThat(download.suggestedFilename()).isEqualTo("trial-page-8.zip");
            assertThat(Files.readString(download.path())).isEqualTo("a model");
        }
    }

    @Test
    void aLostConnectionIsShownAndWhatWasMissedIsCaughtUp() throws Exception {
        StudyView open = TRAININGS.modelled(Fixtures.name(), 5, 1);
        TrialView trial = trial(open, 1);
        try (var wire = new Wire(SERVICE.url().getPort());
                Tab tab = open(URI.create("http://127.0.0.1:" + wire.port()), "/trials/" + trial.id())) {
            Locator connection = tab.page().locator("cairn-connection");
            assertThat(connection).hasText("live");
            wire.cut();
            assertThat(connection).hasText("disconnected");
            SERVICE.client().trials().exclude(trial.id(), true);
            wire.mend();
            assertThat(connection).hasText("live");
            assertThat(tab.page().getByText("excluded", new Page.GetByTextOptions().setExact(true)))
                    .isVisible();
        }
    }

    @Test
    void aTrialThatThereIsNotIsSaidSo() {
        try (Tab tab = open("/trials/987654")) {
            assertThat(tab.page().getByRole(AriaRole.ALERT)).containsText("trial 987654");
        }
    }
}
