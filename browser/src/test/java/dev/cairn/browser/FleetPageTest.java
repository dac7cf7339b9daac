package dev.cairn.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.LeaseRequest;
import dev.cairn.api.lease.WorkerInfo;
import dev.cairn.api.study.StudyView;
import dev.cairn.browser.Chromium.Tab;
import dev.cairn.service.Fixtures;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FleetPageTest extends PageContract {
    private static StudyView study;

    @BeforeAll
    static void seed() {
        study = SERVICE.client().studies().create(Fixtures.study("fleet-study", 30, ""));
        lease("fleet-gpu");
    }

    private static Lease lease(String worker) {
        var info = new WorkerInfo(worker, null, "cuda-12.9", 8192, 40_960);
        return SERVICE.client()
                .leases()
                .take(new LeaseRequest(UUID.randomUUID(), info, study.id(), null))
                .orElseThrow();
    }

    @Override
    String address() {
        return "/fleet?q=fleet";
    }

    @Override
    void ready(Page page) {
        assertThat(row(page, "fleet-gpu")).isVisible();
    }

    private static Locator row(Page page, String worker) {
        return page.getByRole(AriaRole.ROW).filter(new Locator.FilterOptions().setHasText(worker));
    }

    @Test
    void aWorkerThatTakesATrialAppearsWithIt() {
        try (Tab tab = open(address())) {
            ready(tab.page());
            assertThat(row(tab.page(), "fleet-gpu")).containsText("cuda-12.9");
            assertThat(row(tab.page(), "fleet-gpu")).containsText("device 40 GiB");
            Lease lease = lease("fleet-new");
            assertThat(row(tab.page(), "fleet-new")).containsText("trial " + lease.trialNumber());
            assertThat(row(tab.page(), "fleet-new")).containsText("busy");
            SERVICE.client().leases().finish(lease, Fixtures.completed(1));
            assertThat(row(tab.page(), "fleet-new")).containsText("waiting for work");
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void demandIsShownWithTheCommandForAnAutoscaler() {
        try (Tab tab = open("/fleet")) {
            assertThat(row(tab.page(), "not for the autoscaler")).isVisible();
            tab.page().getByText("What an autoscaler reads").click();
            assertThat(tab.page().getByText("/api/v1/fleet/demand")).isVisible();
        }
    }

    @Test
    void nobodyThereIsSaidWithWhatToDo() {
        try (Tab tab = open("/fleet?q=nobody-is-called-this")) {
            assertThat(tab.page().getByText("No worker fits the search")).isVisible();
        }
    }
}
