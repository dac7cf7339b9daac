package dev.cairn.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CairnSettingsTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void theDefaultsAreThoseOfTheDocumentation() {
        CairnSettings settings = TestService.shared().bean(CairnSettings.class);

        assertThat(settings.leaseDuration()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.lookInterval()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.exitWithParent()).isFalse();
        assertThat(settings.bind().isLoopbackAddress()).isTrue();
        assertThat(settings.allowUnauthenticated()).isFalse();
    }

    @Test
    void nonsenseIsRefusedWithTheNameOfTheSetting() {
        assertThatThrownBy(() -> new CairnSettings(Duration.ZERO, SECOND, SECOND, false, LOOPBACK, false))
                .hasMessageContaining("CAIRN_LEASE_DURATION")
                .hasMessageContaining("PT0S");
        assertThatThrownBy(() -> new CairnSettings(SECOND, Duration.ZERO, SECOND, false, LOOPBACK, false))
                .hasMessageContaining("CAIRN_SWEEP_INTERVAL");
        assertThatThrownBy(() -> new CairnSettings(SECOND, SECOND, Duration.ZERO, false, LOOPBACK, false))
                .hasMessageContaining("CAIRN_LOOK_INTERVAL");
    }

    @Test
    void theServiceIsOpenToOthersOnlyWhenToldSo() throws UnknownHostException {
        InetAddress everywhere = InetAddress.getByName("0.0.0.0");
        assertThatThrownBy(() -> new CairnSettings(SECOND, SECOND, SECOND, false, everywhere, false))
                .hasMessageContaining("CAIRN_BIND")
                .hasMessageContaining("CAIRN_ALLOW_UNAUTHENTICATED");
        assertThat(new CairnSettings(SECOND, SECOND, SECOND, false, everywhere, true).bind())
                .isEqualTo(everywhere);
    }
}
