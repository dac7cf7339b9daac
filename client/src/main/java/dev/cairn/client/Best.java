package dev.cairn.client;

import dev.cairn.api.trial.TrialView;
import dev.cairn.search.space.Point;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/** The best of a study: its best completed search trial, and the model of its winner. */
public final class Best {
    private final CairnClient client;
    private final TrialView trial;

    Best(CairnClient client, TrialView trial) {
        this.client = client;
        this.trial = trial;
    }

    /** The best completed search trial so far. */
    public TrialView trial() {
        return trial;
    }

    public Point point() {
        return trial.point();
    }

    /** Its final metrics. */
    public Map<String, Double> metrics() {
        return trial.metrics() == null ? Map.of() : trial.metrics();
    }

    /** Saves the model: the confirmed one, else the best trial's. The file appears whole or not at all. */
    public Path save(Path to) {
        return client.studies().bestModel(trial.study(), to);
    }

    /** Loads the model with whatever is on the class path. */
    public Object load() {
        return load(Object.class);
    }

    /**
     * Loads the model.
     *
     * @param type such as the worker's {@code ForecastModel}
     * @throws IllegalStateException saying what is missing, if nothing on the class path can load such a model
     * @throws ProblemException if the study has no model
     * @throws UncheckedIOException if the file is no model
     */
    public <M> M load(Class<M> type) {
        List<ModelLoader> loaders = new ArrayList<>();
        for (ModelLoader loader : ServiceLoader.load(ModelLoader.class)) {
            if (loader.type().isAssignableFrom(type) || type.isAssignableFrom(loader.type())) {
                loaders.add(loader);
            }
        }
        if (loaders.isEmpty()) {
            throw new IllegalStateException("nothing on the class path loads a " + type.getSimpleName()
                    + ": add dev.cairn:cairn-worker for the models that Cairn's workers train, or a ModelLoader of your own;"
                    + " save(Path) gives the file as it is");
        }
        try {
            Path file = Files.createTempFile("cairn-model-", ".zip");
            try {
                return load(loaders, type, save(file));
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <M> M load(List<ModelLoader> loaders, Class<M> type, Path file) throws IOException {
        IOException refused = null;
        for (ModelLoader loader : loaders) {
            try {
                Object model = loader.load(file);
                if (type.isInstance(model)) {
                    return type.cast(model);
                }
                throw new IllegalStateException(
                        "the study's model is a " + model.getClass().getSimpleName() + ", no " + type.getSimpleName());
            } catch (IOException e) {
                refused = e;
            }
        }
        throw refused == null ? new IOException("no loader") : refused;
    }
}
