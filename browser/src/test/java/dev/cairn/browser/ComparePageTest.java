package dev.cairn.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.trial.Purpose;
import dev.cairn.api.trial.TrialView;
import dev.cairn.browser.Chromium.Tab;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ComparePageTest extends PageContract {
    private static StudyView study;
    private static List<TrialView> trials;

    @BeforeAll
    static void seed() {
        study = new Trainings(SERVICE.client()).modelled("compare-page", 10, 5);
        trials = SERVICE.client().trials().all(study.id(), Purpose.SEARCH);
    }

    private static long id(int number) {
        return trials.stream()
                .filter(trial -> trial.number() == number)
                .findFirst()
                .orElseThrow()
                .id();
    }

    @Override
    String address() {
        return "/compare?trials=" + id(1) + "," + id(3) + "," + id(5);
    }

    @Override
    void ready(Page page) {
        assertThat(column(page, "trial 5")).isVisible();
        assertThat(page.locator("cairn-chart canvas")).isVisible();
        assertThat(page.getByLabel("Study", new Page.GetByLabelOptions().setExact(true))
                        .locator("option")
                        .first())
                .isAttached();
    }

    private static Locator column(Page page, String name) {
        return page.getByRole(AriaRole.COLUMNHEADER).filter(new Locator.FilterOptions().setHasText(name));
    }

    private static Locator row(Page page, String name) {
        return page.locator("table.beside tr")
                .filter(new Locator.FilterOptions()
                        .setHas(page.getByRole(
                                AriaRole.ROWHEADER,
                                new GetByRoleOptions().setName(name).setExact(true))));
    }

    @Test
    void whatDiffersIsMarkedAndTheRestCanBeHidden() {
        try (Tab tab = open(address())) {
            Page page = tab.page();
            ready(page);
            assertThat(row(page, "state").locator("td")).hasText(new Pattern[] {
                Pattern.compile("completed"), Pattern.compile("differs: failed"), Pattern.compile("completed")
            });
            assertThat(row(page, "attempts")).isVisible();
            page.getByLabel("Only what differs").check();
            assertThat(row(page, "attempts")).isHidden();
            assertThat(row(page, "learningRate")).isVisible();
            assertThat(page).hasURL(Pattern.compile(".*differing=true.*"));
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void trialsAreAddedAndTakenAway() {
        try (Tab tab = open(address())) {
            Page page = tab.page();
            ready(page);
            page.getByLabel("Trial number").fill("2");
            page.getByRole(
                            AriaRole.BUTTON,
                            new GetByRoleOptions().setName("Add").setExact(true))
                    .click();
            assertThat(column(page, "trial 2")).isVisible();
            page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName("Remove trial 1"))
                    .click();
            assertThat(column(page, "trial 1")).isHidden();
            assertThat(page).hasURL(Pattern.compile(".*trials=" + id(3) + "%2C" + id(5) + "%2C" + id(2) + ".*"));
            page.getByLabel("Trial number").fill("99");
            page.getByRole(
                            AriaRole.BUTTON,
                            new GetByRoleOptions().setName("Add").setExact(true))
                    .click();
            assertThat(page.locator(".toasts")).containsText("has no trial 99");
        }
    }

    @Test
    void studiesAreComparedOverTrialsAndTime() {
        StudyView other = SEEDS.ended("compare-other", 6);
        try (Tab tab = open("/compare?studies=" + study.id() + "," + other.id())) {
            Page page = tab.page();
            assertThat(column(page, "compare-other")).isVisible();
            assertThat(page.getByText("These studies have different objectives"))
                    .isVisible();
            assertThat(row(page, "sampler")).containsText("random");
            page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName("Table"))
                    .click();
            page.getByLabel("Across").selectOption("seconds of training");
            assertThat(page.getByRole(AriaRole.COLUMNHEADER, new GetByRoleOptions().setName("seconds of training")))
                    .isVisible();
            assertThat(tab.complaints()).isEmpty();
        }
    }
}
