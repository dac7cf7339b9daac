package dev.cairn.service.contract;

import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails a test in which the service was not what {@code docs/openapi.yaml} says. Registered for every test of this module. */
public final class ContractExtension implements AfterEachCallback {
    @Override
    public void afterEach(ExtensionContext context) {
        List<String> broken = ContractFilter.takeBroken();
        if (!broken.isEmpty()) {
            throw new AssertionError("the service and docs/openapi.yaml differ:\n  "
                    + String.join("\n  ", broken.subList(0, Math.min(10, broken.size()))));
        }
    }
}
