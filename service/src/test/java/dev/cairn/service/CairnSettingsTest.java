package dev.cairn.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CairnSettingsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void theDefaultsAreThoseOfTheDocumentation() {
        CairnSettings settings = TestService.shared().bean(CairnSettings.class);

        assertThat(settings.leaseDuration()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.lookInterval()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.exitWithParent()).isFalse();
    }

    @Test
    void nonsenseIsRefusedWithTheNameOfTheSetting() {
        assertThatThrownBy(() -> new CairnSettings(Duration.ZERO, SECOND, SECOND, false))
                .hasMessageContaining("CAIRN_LEASE_DURATION")
                .hasMessageContaining("PT0S");
        assertThatThrownBy(() -> new CairnSettings(SECOND, Duration.ZERO, SECOND, false))
                .hasMessageContaining("CAIRN_SWEEP_INTERVAL");
        assertThatThrownBy(() -> new CairnSettings(SECOND, SECOND, Duration.ZERO, false))
                .hasMessageContaining("CAIRN_LOOK_INTERVAL");
    }
}
