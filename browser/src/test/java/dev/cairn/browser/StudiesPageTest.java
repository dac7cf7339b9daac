package dev.cairn.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;
import dev.cairn.api.study.StudyView;
import dev.cairn.browser.Chromium.Tab;
import dev.cairn.service.Fixtures;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class StudiesPageTest extends PageContract {
    private static final String ENDED = "list-ended";

    @BeforeAll
    static void seed() {
        SEEDS.ended(ENDED, 12);
        SEEDS.running("list-running");
    }

    @Override
    String address() {
        return "/studies";
    }

    @Override
    void ready(Page page) {
        assertThat(link(page, ENDED)).isVisible();
    }

    private static Locator link(Page page, String name) {
        return page.getByRole(
                AriaRole.LINK, new GetByRoleOptions().setName(name).setExact(true));
    }

    @Test
    void theListShowsAStudyWithItsStateAndProgress() {
        try (Tab tab = open("/studies?q=" + ENDED)) {
            var row = tab.page().getByRole(AriaRole.ROW).filter(new Locator.FilterOptions().setHasText(ENDED));
            assertThat(row).containsText("completed");
            assertThat(row).containsText("12 of 12");
        }
    }

    @Test
    void aStudyThatIsCreatedAppearsByItself() {
        try (Tab tab = open("/studies")) {
            ready(tab.page());
            assertThat(tab.page().getByText("live", new Page.GetByTextOptions().setExact(true)))
                    .isVisible();
            String name = Fixtures.name();
            StudyView study = SERVICE.client().studies().create(Fixtures.study(name, 5, ""));
            assertThat(link(tab.page(), name)).isVisible();
            SERVICE.client().studies().pause(study.id());
            assertThat(tab.page().getByRole(AriaRole.ROW).filter(new Locator.FilterOptions().setHasText(name)))
                    .containsText("paused");
        }
    }

    @Test
    void theFilterStandsInTheAddress() {
        try (Tab tab = open("/studies")) {
            ready(tab.page());
            tab.page().getByLabel("Search names and labels").fill("list-run");
            assertThat(link(tab.page(), ENDED)).isHidden();
            tab.page().reload();
            assertThat(link(tab.page(), "list-running")).isVisible();
            assertThat(link(tab.page(), ENDED)).isHidden();
        }
    }
}
