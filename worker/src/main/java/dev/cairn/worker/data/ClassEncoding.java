package dev.cairn.worker.data;

import dev.cairn.api.task.Classification;
import dev.cairn.search.Rules;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The way from examples to what a network sees, and from its answers to classes. */
public sealed interface ClassEncoding extends Encoding permits SequenceEncoding, TextEncoding {
    @Override
    Classification task();

    /** Names of the classes, in the order of the network's outputs. */
    List<String> classes();

    /** An example to try a model with: [step][feature], flat. */
    float[] typical();

    /** The rule of every list of classes. */
    static void checkClasses(Rules rules, @Nullable List<String> classes) {
        if (rules.present(classes, "classes")) {
            rules.check(
                    classes.size() >= 2 && classes.stream().distinct().count() == classes.size(),
                    "/classes",
                    () -> "classes must be at least two and distinct but were " + classes);
        }
    }
}
