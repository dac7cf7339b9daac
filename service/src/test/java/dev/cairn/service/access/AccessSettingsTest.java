package dev.cairn.service.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.service.TestService;
import dev.cairn.service.access.AccessSettings.Mode;
import dev.cairn.service.access.AccessSettings.Oidc;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class AccessSettingsTest {
    private static final String TOKEN = "0123456789012345678901234567890123456789";
    private static final Oidc NO_PROVIDER = new Oidc(null, null, null, "sub", "roles", "cairn-", "cairn_projects");

    private static AccessSettings settings(
            String bind, Mode auth, String admin, String worker, boolean open, Oidc oidc) {
        try {
            return new AccessSettings(InetAddress.getByName(bind), auth, admin, worker, open, 100, oidc);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theDefaultsAreThoseOfTheDocumentation() {
        AccessSettings settings = TestService.shared().bean(AccessSettings.class);

        assertThat(settings.bind().isLoopbackAddress()).isTrue();
        assertThat(settings.auth()).isEqualTo(Mode.NONE);
        assertThat(settings.adminToken()).isNull();
        assertThat(settings.workerToken()).isNull();
        assertThat(settings.allowUnauthenticated()).isFalse();
        assertThat(settings.rate()).isEqualTo(100);
        assertThat(settings.oidc()).isEqualTo(NO_PROVIDER);
    }

    @Test
    void theServiceIsOpenToOthersOnlyWhenItAsksWhoTheyAreOrIsToldNotTo() {
        assertThatThrownBy(() -> settings("0.0.0.0", null, "", null, false, NO_PROVIDER))
                .hasMessageContaining("CAIRN_BIND")
                .hasMessageContaining("CAIRN_ADMIN_TOKEN");
        assertThatThrownBy(() -> settings("0.0.0.0", Mode.NONE, TOKEN, null, false, NO_PROVIDER))
                .hasMessageContaining("CAIRN_ALLOW_UNAUTHENTICATED");
        assertThat(settings("0.0.0.0", null, null, null, true, NO_PROVIDER).isOpen())
                .isTrue();
        assertThat(settings("0.0.0.0", null, TOKEN, null, false, NO_PROVIDER).auth())
                .isEqualTo(Mode.TOKEN);
        assertThat(settings("127.0.0.1", null, null, TOKEN, false, NO_PROVIDER).auth())
                .isEqualTo(Mode.TOKEN);
    }

    @Test
    void aTokenThatCanBeGuessedOrSentNowhereIsRefusedWithoutBeingTold() {
        assertThatThrownBy(() -> settings("127.0.0.1", null, "hunter2", null, false, NO_PROVIDER))
                .hasMessageContaining("at least 32")
                .hasMessageNotContaining("hunter2");
        assertThatThrownBy(() -> settings("127.0.0.1", null, TOKEN + " x", null, false, NO_PROVIDER))
                .hasMessageContaining("CAIRN_ADMIN_TOKEN")
                .hasMessageNotContaining(TOKEN);
        assertThatThrownBy(() -> settings("127.0.0.1", null, TOKEN, TOKEN, false, NO_PROVIDER))
                .hasMessageContaining("CAIRN_WORKER_TOKEN");
        assertThat(settings("127.0.0.1", null, TOKEN, null, false, NO_PROVIDER).toString())
                .doesNotContain(TOKEN);
    }

    @Test
    void aProviderNeedsKeysAndAnAudience() {
        assertThatThrownBy(() -> settings("127.0.0.1", Mode.OIDC, null, null, false, NO_PROVIDER))
                .hasMessageContaining("CAIRN_OIDC_ISSUER");
        var noAudience = new Oidc(URI.create("https://id.example"), null, " ", "sub", "roles", "cairn-", "p");
        assertThatThrownBy(() -> settings("127.0.0.1", Mode.OIDC, null, null, false, noAudience))
                .hasMessageContaining("CAIRN_OIDC_AUDIENCE");
    }
}
