package dev.cairn.worker.lstm;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** ND4J cannot compute here; the message says why in one sentence, where what was thrown is a page. */
public final class UnusableBackendException extends Exception {
    /** As the loader of Linux words it. */
    private static final Pattern MISSING_LIBRARY =
            Pattern.compile("(lib[\\w.+-]+\\.so[\\w.]*): cannot open shared object");

    private static final Pattern MISSING_BINDING = Pattern.compile("no (jni\\w+) in java\\.library\\.path");

    UnusableBackendException(Throwable cause) {
        super(sentence(cause), cause);
    }

    private static String sentence(Throwable thrown) {
        List<Throwable> causes = causes(thrown);
        for (Throwable cause : causes) {
            String message = String.valueOf(cause.getMessage());
            Matcher library = MISSING_LIBRARY.matcher(message);
            if (library.find()) {
                String name = library.group(1);
                return "the library " + name + " is missing"
                        + (name.startsWith("libcuda.") ? ", which comes with NVIDIA's driver" : "");
            }
            Matcher binding = MISSING_BINDING.matcher(message);
            if (binding.find()) {
                return "the jar with the native library " + binding.group(1)
                        + " for this platform is not on the class path";
            }
        }
        for (Throwable cause : causes) {
            if (cause.getClass().getSimpleName().equals("NoAvailableBackendException")) {
                return "no ND4J back end that runs on this machine is on the class path";
            }
        }
        return causes.get(causes.size() - 1).toString();
    }

    private static List<Throwable> causes(Throwable thrown) {
        var causes = new ArrayList<Throwable>();
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            causes.add(cause);
        }
        return causes;
    }
}
