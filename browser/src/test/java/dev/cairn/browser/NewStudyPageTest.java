package dev.cairn.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;
import dev.cairn.api.study.StudySpec;
import dev.cairn.api.study.StudyView;
import dev.cairn.browser.Chromium.Tab;
import dev.cairn.service.Fixtures;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class NewStudyPageTest extends PageContract {
    @Override
    String address() {
        return "/studies/new";
    }

    @Override
    void ready(Page page) {
        assertThat(page.getByText("valid", new Page.GetByTextOptions().setExact(true)))
                .isVisible();
        assertThat(page.getByRole(AriaRole.TABLE)).isVisible();
    }

    private static Locator create(Page page) {
        return page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName("Create the study"));
    }

    private static StudySpec created(String name) {
        return SERVICE.client().studies().named(name).orElseThrow().spec();
    }

    @Test
    void wrongInputIsShownAtItsFieldAndAStudyIsCreatedOnceItIsMended() {
        String name = Fixtures.name();
        try (Tab tab = open(address())) {
            Page page = tab.page();
            ready(page);
            page.getByLabel("Name").first().fill("not a name");
            page.getByLabel("Low").first().fill("-1");
            assertThat(page.getByText("2 things to mend")).isVisible();
            assertThat(page.getByLabel("Name").first()).hasAttribute("aria-invalid", "true");
            assertThat(page.locator(".parameter").first()).containsText("low");
            assertThat(create(page)).isDisabled();
            page.getByLabel("Name").first().fill(name);
            page.getByLabel("Low").first().fill("0.001");
            page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName("Add a parameter"))
                    .click();
            page.getByLabel("Trials").fill("7");
            ready(page);
            create(page).click();
            assertThat(page).hasURL(Pattern.compile(".*#/studies/\\d+$"));
            assertThat(created(name).space().parameters()).hasSize(3);
            assertThat(created(name).budget().trials()).isEqualTo(7);
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void yamlIsTakenAsItIs() {
        String name = Fixtures.name();
        try (Tab tab = open("/studies/new?as=text")) {
            Page page = tab.page();
            Locator text = page.getByRole(AriaRole.TEXTBOX);
            text.fill("name: " + name + "\nspace:\n  parameters:\n    - {name: x, type: REAL, low: 5, high: 1}\n"
                    + "objectives: [{metric: loss}]\nbudget: {trials: 3}\n");
            assertThat(page.locator(".summary")).containsText("/space/parameters/0");
            text.fill(text.inputValue().replace("low: 5", "low: 0"));
            ready(page);
            create(page).click();
            assertThat(page).hasURL(Pattern.compile(".*#/studies/\\d+$"));
            assertThat(created(name).budget().trials()).isEqualTo(3);
        }
    }

    @Test
    void aStudyIsCopiedIntoTheForm() {
        String name = Fixtures.name() + "-copy";
        StudyView before = SERVICE.client()
                .studies()
                .create(Fixtures.study(name, 9, "\"seed\": 7, \"labels\": {\"<script>\": \"<img src=x>\"},"));
        try (Tab tab = open("/studies/new?from=" + before.id())) {
            Page page = tab.page();
            ready(page);
            assertThat(page.getByLabel("Name").first()).hasValue(name + "-2");
            assertThat(page.getByLabel("Labels")).hasValue("<script>=<img src=x>");
            assertThat(page.getByLabel("Only where").last()).hasValue("kind = b");
            create(page).click();
            assertThat(page).hasURL(Pattern.compile(".*#/studies/\\d+$"));
            assertThat(created(name + "-2").space()).isEqualTo(before.spec().space());
            assertThat(created(name + "-2").seed()).isNotEqualTo(7);
            assertThat(tab.complaints()).isEmpty();
        }
    }
}
