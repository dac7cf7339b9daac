package dev.cairn.service.contract;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request and its answer.
 *
 * @param pattern the path of the handler, with its variables in braces; null if there was none
 * @param requestType without parameters, in lower case
 * @param mediaType of the answer, likewise
 * @param isCutOff whether more was said than was kept
 */
public record Exchange(
        String method,
        String path,
        @Nullable String pattern,
        Set<String> queryNames,
        String requestType,
        String requestBody,
        int status,
        String mediaType,
        String answerBody,
        boolean isCutOff) {

    @Override
    public String toString() {
        String answer = answerBody.length() > 400 ? answerBody.substring(0, 400) + "…" : answerBody;
        return method + " " + path + " -> " + status + " " + mediaType + " " + answer;
    }
}
