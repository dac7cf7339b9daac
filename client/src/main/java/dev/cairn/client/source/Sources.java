package dev.cairn.client.source;

import java.io.IOException;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** All kinds of sources on the class path. */
public final class Sources {
    private Sources() {}

    /**
     * Opens a source of the kind that its scheme names.
     *
     * @throws IOException if it cannot be reached
     * @throws dev.cairn.search.InvalidValueException if there is no such kind, or what was asked for makes no sense
     */
    public static Source open(Request request) throws IOException {
        Map<String, Source.Provider> providers = new TreeMap<>();
        ServiceLoader.load(Source.Provider.class).forEach(provider -> providers.put(provider.scheme(), provider));
        Source.Provider provider = providers.get(request.scheme());
        if (provider == null) {
            throw Request.refused(
                    "/source",
                    "there is no source '" + request.scheme() + "' on the class path; known are " + providers.keySet());
        }
        return provider.open(request);
    }
}
