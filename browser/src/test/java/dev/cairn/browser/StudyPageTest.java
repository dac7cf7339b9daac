package dev.cairn.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;
import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.Outcome;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.trial.LateMetrics;
import dev.cairn.api.trial.Purpose;
import dev.cairn.api.trial.TrialView;
import dev.cairn.browser.Chromium.Tab;
import dev.cairn.service.Fixtures;
import dev.cairn.service.Wire;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class StudyPageTest extends PageContract {
    private static StudyView study;

    @BeforeAll
    static void seed() {
        study = SEEDS.twoObjectives("page-front", 200);
    }

    @Override
    String address() {
        return "/studies/" + study.id();
    }

    @Override
    void ready(Page page) {
        assertThat(rows(page).first()).isVisible();
        assertThat(chart(page, "History").locator("canvas")).isVisible();
    }

    private static Locator rows(Page page) {
        return page.locator("cairn-trials tbody tr");
    }

    private static Locator chart(Page page, String heading) {
        return page.getByRole(
                AriaRole.REGION, new GetByRoleOptions().setName(heading).setExact(true));
    }

    private static Locator button(Locator within, String name) {
        return within.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name));
    }

    private static Locator shown(Page page) {
        return page.locator("cairn-filter [role=status]");
    }

    private static Outcome completed(double rmse) {
        return new Outcome(Outcome.Result.COMPLETED, null, Map.of("validation.rmse", rmse), null, null, null, null);
    }

    @Test
    void aTrialThatIsLeasedAppearsAndItsPointsFollowWithinTwoSeconds() {
        StudyView live = SEEDS.running(Fixtures.name());
        try (Tab tab = open("/studies/" + live.id())) {
            assertThat(shown(tab.page())).hasText("14 of 14 trials");
            Lease lease = SEEDS.lease(live, 3);
            assertThat(shown(tab.page())).hasText("15 of 15 trials");
            var row = rows(tab.page())
                    .filter(new Locator.FilterOptions().setHasText("running"))
                    .first();
            SEEDS.report(lease, 1, 3);
            long told = System.nanoTime();
            assertThat(row.getByRole(AriaRole.IMG)).isVisible();
            assertThat((System.nanoTime() - told) / 1e9).isLessThan(2.0);
            SERVICE.client().leases().finish(lease, completed(0.0123));
            assertThat(tab.page().getByText("0.0123").first()).isVisible();
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void aRangeDrawnOnAnAxisFiltersTheTableAndStandsInTheAddress() {
        try (Tab tab = open(address())) {
            ready(tab.page());
            chart(tab.page(), "Parallel coordinates").scrollIntoViewIfNeeded();
            Locator canvas = chart(tab.page(), "Parallel coordinates").locator("canvas");
            canvas.scrollIntoViewIfNeeded();
            var box = canvas.boundingBox();
            // The first axis, from its top to its middle: it stands 36 pixels from the left.
            tab.page().mouse().move(box.x + 36, box.y + 40);
            tab.page().mouse().down();
            tab.page().mouse().move(box.x + 36, box.y + 100);
            tab.page().mouse().move(box.x + 36, box.y + box.height / 2);
            tab.page().mouse().up();
            assertThat(tab.page()).hasURL(Pattern.compile(".*p\\.learningRate=.*"));
            assertThat(shown(tab.page())).not().hasText("200 of 200 trials");
            int fitting = Integer.parseInt(shown(tab.page()).locator("strong").textContent());
            assertThat(fitting).isBetween(20, 180);
            tab.page().reload();
            assertThat(shown(tab.page()).locator("strong")).hasText(String.valueOf(fitting));
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void whatAnotherPersonTakesOutOrMeasuresLaterIsSeenWithoutLoadingAgain() {
        StudyView ended = SEEDS.ended(Fixtures.name(), 4);
        List<TrialView> trials =
                SERVICE.client().trials().page(ended.id(), Purpose.SEARCH, null).items();
        try (Tab tab = open("/studies/" + ended.id())) {
            assertThat(shown(tab.page())).hasText("4 of 4 trials");
            assertThat(tab.page().locator("cairn-connection")).hasText("live");
            SERVICE.client().trials().exclude(trials.get(0).id(), true);
            assertThat(rows(tab.page())
                            .filter(new Locator.FilterOptions().setHasText("excluded"))
                            .first())
                    .isVisible();
            SERVICE.client().trials().measure(trials.get(1).id(), new LateMetrics(Map.of("validation.rmse", 0.0777)));
            assertThat(rows(tab.page())
                            .filter(new Locator.FilterOptions().setHasText("0.0777"))
                            .first())
                    .isVisible();
            SERVICE.client().trials().exclude(trials.get(0).id(), false);
            assertThat(rows(tab.page()).filter(new Locator.FilterOptions().setHasText("excluded")))
                    .hasCount(0);
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void afterALostConnectionNothingIsMissing() throws Exception {
        StudyView live = SEEDS.running(Fixtures.name());
        try (var wire = new Wire(SERVICE.url().getPort());
                Tab tab = open(URI.create("http://127.0.0.1:" + wire.port()), "/studies/" + live.id())) {
            Locator connection = tab.page().locator("cairn-connection");
            assertThat(connection).hasText("live");
            assertThat(shown(tab.page())).hasText("14 of 14 trials");
            wire.cut();
            assertThat(connection).hasText("disconnected");
            List<Lease> leases = List.of(SEEDS.lease(live, 2), SEEDS.lease(live, 3));
            for (Lease lease : leases) {
                SERVICE.client().leases().finish(lease, completed(0.0321));
            }
            TrialView first = SERVICE.client()
                    .trials()
                    .page(live.id(), Purpose.SEARCH, null)
                    .items()
                    .get(0);
            SERVICE.client().trials().exclude(first.id(), true);
            wire.mend();
            assertThat(connection).hasText("live");
            assertThat(shown(tab.page())).hasText("16 of 16 trials");
            assertThat(rows(tab.page()).filter(new Locator.FilterOptions().setHasText("0.0321")))
                    .hasCount(2);
            assertThat(rows(tab.page()).filter(new Locator.FilterOptions().setHasText("excluded")))
                    .hasCount(1);
        }
    }

    @Test
    void onAPhoneTheAxesLieOneBelowTheOtherAndARangeIsDrawnToTheSide() {
        try (Tab tab = open(address())) {
            tab.page().setViewportSize(360, 800);
            ready(tab.page());
            chart(tab.page(), "Parallel coordinates").scrollIntoViewIfNeeded();
            Locator canvas = chart(tab.page(), "Parallel coordinates").locator("canvas");
            canvas.scrollIntoViewIfNeeded();
            var box = canvas.boundingBox();
            assertThat(box.height).isGreaterThan(350);
            tab.page().mouse().move(box.x + 12, box.y + 30);
            tab.page().mouse().down();
            tab.page().mouse().move(box.x + 60, box.y + 30);
            tab.page().mouse().move(box.x + box.width / 2, box.y + 30);
            tab.page().mouse().up();
            assertThat(tab.page()).hasURL(Pattern.compile(".*p\\.learningRate=\\.\\.0\\.00.*"));
            assertThat(shown(tab.page())).not().hasText("200 of 200 trials");
            tab.page().mouse().click(box.x + 150, box.y + 30);
            assertThat(shown(tab.page())).hasText("200 of 200 trials");
        }
    }

    @Test
    void aLineLeadsToItsTrial() {
        StudyView single = SERVICE.client().studies().create(Fixtures.study(Fixtures.name(), 3, ""));
        Lease lease = SEEDS.lease(single, 0);
        SERVICE.client().leases().finish(lease, Fixtures.completed(1));
        try (Tab tab = open("/studies/" + single.id())) {
            Locator chart = chart(tab.page(), "Parallel coordinates");
            Locator canvas = chart.locator("canvas");
            canvas.scrollIntoViewIfNeeded();
            var box = canvas.boundingBox();
            for (int y = 20; y < box.height && chart.locator(".tip").count() == 0; y += 6) {
                tab.page().mouse().move(box.x + box.width / 4, box.y + y);
                tab.page().waitForFunction("() => new Promise(done => requestAnimationFrame(() => done(true)))");
            }
            assertThat(chart.locator(".tip")).containsText("trial 1");
            tab.page().mouse().down();
            tab.page().mouse().up();
            assertThat(tab.page()).hasURL(Pattern.compile(".*#/trials/" + lease.trial() + "$"));
        }
    }

    @Test
    void aTrialIsQueuedAndTheStudyIsCloned() {
        StudyView live = SEEDS.running(Fixtures.name());
        try (Tab tab = open("/studies/" + live.id())) {
            assertThat(shown(tab.page())).hasText("14 of 14 trials");
            tab.page()
                    .getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName("Queue a trial"))
                    .click();
            Locator dialog = tab.page().getByRole(AriaRole.DIALOG);
            dialog.getByLabel("dropRate").fill("0.1234");
            assertThat(dialog.getByText("Valid: it would be queued")).isVisible();
            button(dialog, "Queue it").click();
            assertThat(shown(tab.page())).hasText("15 of 15 trials");
            assertThat(rows(tab.page()).filter(new Locator.FilterOptions().setHasText("queued")))
                    .containsText("0.1234");
            tab.page()
                    .getByRole(AriaRole.LINK, new GetByRoleOptions().setName("Clone"))
                    .click();
            assertThat(tab.page()).hasURL(Pattern.compile(".*#/studies/new\\?from=" + live.id() + "$"));
            assertThat(tab.page().getByLabel("Labels")).hasValue("team=research");
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void anEndedStudyIsDeletedAfterAQuestion() {
        StudyView gone = SEEDS.ended(Fixtures.name(), 2);
        try (Tab tab = open("/studies/" + gone.id())) {
            tab.page()
                    .getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName("Delete"))
                    .click();
            button(tab.page().getByRole(AriaRole.DIALOG), "Delete").click();
            assertThat(tab.page()).hasURL(Pattern.compile(".*#/studies$"));
            assertThat(SERVICE.client().studies().named(gone.spec().name())).isEmpty();
        }
    }

    @Test
    void hundredsOfCurvesAndTheWholeTimelineComeInFewCalls() {
        StudyView ended = SEEDS.ended(Fixtures.name(), 30);
        try (Tab tab = open("/studies/" + ended.id())) {
            var calls = new ArrayList<String>();
            tab.page().onRequest(request -> calls.add(request.url()));
            Locator curves = chart(tab.page(), "Learning curves");
            curves.scrollIntoViewIfNeeded();
            assertThat(curves.locator("canvas")).isVisible();
            button(curves, "Table").click();
            // Thirty trials, of which every sixth was pruned at its fourth epoch.
            assertThat(curves.locator("tbody tr")).hasCount(25 * 12 + 5 * 4);
            Locator timeline = chart(tab.page(), "Timeline");
            timeline.scrollIntoViewIfNeeded();
            button(timeline, "Table").click();
            assertThat(timeline.locator("tbody tr")).hasCount(30);
            assertThat(calls.stream().filter(url -> url.contains("/attempts"))).hasSize(1);
            assertThat(calls.stream().filter(url -> url.contains("/measurements")))
                    .isEmpty();
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void theSameFilterIsSetByKeyboard() {
        try (Tab tab = open(address())) {
            ready(tab.page());
            button(tab.page().locator("cairn-filter"), "Ranges").press("Enter");
            Locator least = tab.page().getByLabel("learningRate, at least");
            least.fill("0.001");
            least.press("Tab");
            assertThat(shown(tab.page())).not().hasText("200 of 200 trials");
            button(tab.page().locator("cairn-filter"), "pruned").press("Enter");
            assertThat(rows(tab.page()).filter(new Locator.FilterOptions().setHasText("completed")))
                    .hasCount(0);
            button(tab.page().locator("cairn-filter"), "Clear the filter").press("Enter");
            assertThat(shown(tab.page())).hasText("200 of 200 trials");
        }
    }

    @Test
    void everyChartIsATableTooWithTheSameNumbers() {
        try (Tab tab = open(address())) {
            ready(tab.page());
            for (String heading : List.of(
                    "History",
                    "Pareto front",
                    "Parallel coordinates",
                    "Importance",
                    "Slice",
                    "Distribution",
                    "Contour")) {
                Locator chart = chart(tab.page(), heading);
                chart.scrollIntoViewIfNeeded();
                button(chart, "Table").click();
                assertThat(chart.locator("tbody tr").first()).isVisible();
            }
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void pausingAsksFirstAndShowsTheCommandWithoutTheToken() {
        StudyView live = SEEDS.running(Fixtures.name());
        try (Tab tab = open("/studies/" + live.id())) {
            tab.page()
                    .getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName("Pause"))
                    .click();
            Locator dialog = tab.page().getByRole(AriaRole.DIALOG);
            assertThat(dialog).containsText("curl -X POST -H \"Authorization: Bearer $CAIRN_TOKEN\"");
            button(dialog, "Pause").click();
            assertThat(tab.page().locator("h1 + .badge")).hasText("paused");
            assertThat(SERVICE.client().studies().get(live.id()).state().name()).isEqualTo("PAUSED");
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void namesThatLookLikeScriptAreText() {
        String name = "<img src=x onerror=document.title=1>";
        StudyView odd = SERVICE.client().studies().create("""
                {"name": "%s", "labels": {"%s": "%s"},
                 "space": {"parameters": [{"name": "x", "type": "REAL", "low": 0, "high": 1},
                    {"name": "kind", "type": "CATEGORICAL", "values": ["<script>document.title=1</script>", "b"]}]},
                 "objectives": [{"metric": "loss"}], "budget": {"trials": 5}}
                """.formatted(Fixtures.name(), name, name));
        Lease lease = SEEDS.lease(odd, 0);
        SERVICE.client().leases().finish(lease, Fixtures.completed(1));
        try (Tab tab = open("/studies/" + odd.id())) {
            assertThat(rows(tab.page()).first()).isVisible();
            assertThat(tab.page().getByText(name)).isVisible();
            assertThat(tab.page()).not().hasTitle("1");
            assertThat(tab.page().locator("main img")).hasCount(0);
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void aStudyThatIsNotThereIsSaidSo() {
        try (Tab tab = open("/studies/999999")) {
            assertThat(tab.page().getByRole(AriaRole.ALERT)).containsText("999999");
        }
    }
}
