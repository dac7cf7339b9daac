package dev.cairn.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CairnSettingsTest {
    @Test
    void theDefaultsAreThoseOfTheDocumentation() {
        CairnSettings settings = TestService.shared().bean(CairnSettings.class);

        assertThat(settings.leaseDuration()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.exitWithParent()).isFalse();
    }

    @Test
    void nonsenseIsRefusedWithTheNameOfTheSetting() {
        Duration second = Duration.ofSeconds(1);
        assertThatThrownBy(() -> new CairnSettings(Duration.ZERO, second, false))
                .hasMessageContaining("CAIRN_LEASE_DURATION")
                .hasMessageContaining("PT0S");
        assertThatThrownBy(() -> new CairnSettings(second, Duration.ZERO, false))
                .hasMessageContaining("CAIRN_SWEEP_INTERVAL");
    }
}
