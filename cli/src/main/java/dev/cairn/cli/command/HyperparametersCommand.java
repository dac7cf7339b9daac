package dev.cairn.cli.command;

import dev.cairn.api.NearestWord;
import dev.cairn.api.task.Hyperparameter;
import dev.cairn.api.task.ReadySpaces;
import dev.cairn.api.task.TaskCatalogue;
import dev.cairn.cli.terminal.Table;
import dev.cairn.search.InvalidValueException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "hyperparameters",
        description =
                "Lists what a study of a task can search, or prints a ready space for its \"space\". Needs no service.")
final class HyperparametersCommand implements Runnable {
    private static final List<String> SIZES =
            Stream.of(ReadySpaces.values()).map(Output::lower).toList();

    @Option(names = "--task", paramLabel = "TYPE", description = "task of the study (default: ${DEFAULT-VALUE})")
    private String task = "FORECASTING";

    @Option(
            names = "--space",
            paramLabel = "SIZE",
            description = "the ready space small, standard or thorough, as JSON")
    private @Nullable String space;

    @Option(names = "--json", description = "as JSON")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        TaskCatalogue catalogue = catalogue();
        String shown;
        if (space != null) {
            shown = Output.json(catalogue.spaces().get(size(space)));
        } else {
            shown = json ? Output.json(catalogue) : String.join("\n", table(catalogue));
        }
        spec.commandLine().getOut().println(shown);
    }

    private TaskCatalogue catalogue() {
        try {
            return TaskCatalogue.of(task.toUpperCase(Locale.ROOT));
        } catch (InvalidValueException e) {
            throw new ParameterException(
                    spec.commandLine(), e.violations().get(0).message());
        }
    }

    private ReadySpaces size(String named) {
        String word = named.toLowerCase(Locale.ROOT);
        if (!SIZES.contains(word)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "there is no ready space '" + named + "'" + NearestWord.hint(word, SIZES) + "; known are " + SIZES);
        }
        return ReadySpaces.valueOf(word.toUpperCase(Locale.ROOT));
    }

    private static List<String> table(TaskCatalogue catalogue) {
        var table = new Table("hyperparameter", "allowed", "standard", "worth searching", "has an effect with");
        for (Hyperparameter one : catalogue.hyperparameters()) {
            table.row(one.name(), one.allowed(), standard(one), worthSearching(one), conditions(one));
        }
        var lines = new ArrayList<>(table.lines());
        lines.add("");
        lines.add("Advice and units: docs/hyperparameters.md, or --json. A space to begin with: --space small");
        return lines;
    }

    private static String standard(Hyperparameter one) {
        return one.kind() == Hyperparameter.Kind.INTEGER
                ? number(((Number) one.standard()).doubleValue(), one)
                : one.standard().toString();
    }

    private static String worthSearching(Hyperparameter one) {
        Hyperparameter.Range range = one.sensible();
        return range == null
                ? ""
                : number(range.low(), one) + " to " + number(range.high(), one) + " " + Output.lower(range.scale());
    }

    private static String number(double value, Hyperparameter of) {
        return of.kind() == Hyperparameter.Kind.INTEGER ? Long.toString((long) value) : Double.toString(value);
    }

    private static String conditions(Hyperparameter one) {
        var words = new ArrayList<String>();
        one.when()
                .forEach((other, values) -> words.add(other + " "
                        + String.join(
                                " or ", values.stream().map(String::valueOf).toList())));
        return String.join("; ", words);
    }
}
