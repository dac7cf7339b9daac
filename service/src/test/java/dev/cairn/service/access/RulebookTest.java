package dev.cairn.service.access;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.access.Role;
import org.junit.jupiter.api.Test;
import org.springframework.context.support.StaticApplicationContext;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

class RulebookTest {
    /** Handlers, with a rule and without one. */
    static final class Handlers {
        @Allowed(Role.USER)
        public void ruled() {}

        public void forgotten() {}
    }

    private static Rulebook with(String path, String method) throws NoSuchMethodException {
        var mapping = new RequestMappingHandlerMapping();
        mapping.setApplicationContext(new StaticApplicationContext());
        mapping.afterPropertiesSet();
        mapping.registerMapping(
                RequestMappingInfo.paths(path)
                        .options(mapping.getBuilderConfiguration())
                        .build(),
                new Handlers(),
                Handlers.class.getDeclaredMethod(method));
        return new Rulebook(mapping);
    }

    @Test
    void aHandlerThatSaysNotWhoMayCallItKeepsTheServiceFromStarting() throws NoSuchMethodException {
        Rulebook forgotten = with("/api/v1/studies/{id}/secrets", "forgotten");

        assertThatThrownBy(forgotten::afterSingletonsInstantiated).hasMessageContaining("/api/v1/studies/{id}/secrets");
    }

    @Test
    void aPathWhoseProjectNobodyLooksAfterDoesToo() throws NoSuchMethodException {
        Rulebook unknown = with("/api/v1/treasures/{id}", "ruled");

        assertThatThrownBy(unknown::afterSingletonsInstantiated).hasMessageContaining("/api/v1/treasures/{id}");
        assertThatCode(with("/api/v1/studies/{id}/treasures", "ruled")::afterSingletonsInstantiated)
                .doesNotThrowAnyException();
    }

    @Test
    void aPathThatNamesASecondThingDoesToo() throws NoSuchMethodException {
        Rulebook two = with("/api/v1/studies/{id}/trials/{trial}", "ruled");

        assertThatThrownBy(two::afterSingletonsInstantiated).hasMessageContaining("{trial}");
    }
}
