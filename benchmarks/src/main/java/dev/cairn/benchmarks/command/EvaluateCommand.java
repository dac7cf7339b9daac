package dev.cairn.benchmarks.command;

import dev.cairn.benchmarks.run.Conversation;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "evaluate",
        description = {
            "Evaluates problems for a program in another language: JSON lines in, answers out.",
            "{\"problems\": \"all\"} or {\"evaluate\": {\"problem\": \"branin\", \"seed\": 0, \"index\": 0, "
                    + "\"parameters\": {\"x\": 1, \"y\": 2}}}"
        })
final class EvaluateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            spec.commandLine().getOut().println(Conversation.answer(line));
        }
        return 0;
    }
}
