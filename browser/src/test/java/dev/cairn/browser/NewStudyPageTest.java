package dev.cairn.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;
import dev.cairn.api.study.StudySpec;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.task.AnomalyDetection;
import dev.cairn.api.task.Forecasting;
import dev.cairn.api.task.SequenceClassification;
import dev.cairn.api.task.Task;
import dev.cairn.api.task.TextClassification;
import dev.cairn.browser.Chromium.Tab;
import dev.cairn.service.Fixtures;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.LocalDate;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

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

    /** @param csv the data set's rows, its header first */
    private static String dataset(String csv) {
        String name = Fixtures.name();
        var answer = SERVICE.send(HttpRequest.newBuilder(SERVICE.url().resolve("/api/v1/datasets?name=" + name))
                .header("Content-Type", "text/csv")
                .POST(BodyPublishers.ofString(csv)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return name;
    }

    private static String rows(int count, IntFunction<String> row) {
        return IntStream.range(0, count).mapToObj(row).collect(Collectors.joining("\n"));
    }

    /** Texts that differ in numbers only are one to the service. */
    private static String word(int i) {
        return "" + (char) ('a' + i / 10) + (char) ('a' + i % 10) + "o";
    }

    static Stream<Arguments> everyTask() {
        return Stream.of(
                Arguments.of(
                        Forecasting.class,
                        "forecasting",
                        "day,load,wind\n"
                                + rows(300, i -> LocalDate.of(2025, 1, 1).plusDays(i) + "," + i % 7 + "," + i % 5)),
                Arguments.of(
                        SequenceClassification.class,
                        "sequence classification",
                        "sequence,time,pressure,label\n"
                                + rows(
                                        400,
                                        i -> i / 8 + "," + i % 8 + "," + i % 11 + ","
                                                + (i / 8 % 2 == 0 ? "up" : "down"))),
                Arguments.of(
                        TextClassification.class,
                        "text classification",
                        "label,text\n" + rows(100, i -> (i % 2 == 0 ? "spam,buy " : "ham,see ") + word(i))),
                Arguments.of(
                        AnomalyDetection.class,
                        "anomaly detection",
                        "time,temperature,anomaly\n"
                                + rows(
                                        400,
                                        i -> LocalDate.of(2025, 1, 1).plusDays(i) + "," + i % 9 + ","
                                                + (i % 50 == 49 ? 1 : 0))));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("everyTask")
    void everyTaskHasFieldsOfItsOwn(Class<? extends Task> type, String words, String csv) {
        String data = dataset(csv);
        String name = Fixtures.name();
        try (Tab tab = open(address())) {
            Page page = tab.page();
            ready(page);
            Locator task = page.getByLabel("Task", new Page.GetByLabelOptions().setExact(true));
            assertThat(task).hasValue("");
            task.selectOption(words);
            page.getByLabel("Data set", new Page.GetByLabelOptions().setExact(true))
                    .selectOption(data);
            page.getByLabel("Name").first().fill(name);
            ready(page);
            page.getByLabel("Sealed test part").fill("2");
            assertThat(page.getByLabel("Sealed test part")).hasAttribute("aria-invalid", "true");
            assertThat(create(page)).isDisabled();
            page.getByLabel("Sealed test part").fill("0.2");
            ready(page);
            create(page).click();
            assertThat(page).hasURL(Pattern.compile(".*#/studies/\\d+$"));
            assertThat(created(name).task()).isInstanceOf(type);
            assertThat(tab.complaints()).isEmpty();
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
