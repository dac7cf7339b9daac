package dev.cairn.service.web;

import dev.cairn.api.MalformedJson;
import dev.cairn.api.RecordReader;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.search.InvalidValueException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.MethodParameter;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Teaches the web layer to bind {@link Body} parameters. */
@Configuration(proxyBeanMethods = false)
class WebSettings implements WebMvcConfigurer {
    /** Larger than any specification or report that the records allow. */
    private static final int LARGEST_BODY = 4 * 1024 * 1024;

    private final JsonMapper json;

    WebSettings(JsonMapper json) {
        this.json = json;
    }

    @Override
    public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(new BodyResolver());
    }

    private final class BodyResolver implements HandlerMethodArgumentResolver {
        @Override
        public boolean supportsParameter(MethodParameter parameter) {
            return parameter.hasParameterAnnotation(Body.class);
        }

        @Override
        public Object resolveArgument(
                MethodParameter parameter,
                @Nullable ModelAndViewContainer container,
                NativeWebRequest request,
                @Nullable WebDataBinderFactory binders)
                throws IOException {
            try {
                return RecordReader.read(tree(request), parameter.getParameterType());
            } catch (InvalidValueException e) {
                throw ProblemException.of(ProblemCode.INVALID_REQUEST, e.violations());
            }
        }

        private JsonNode tree(NativeWebRequest request) throws IOException {
            HttpServletRequest http = Objects.requireNonNull(request.getNativeRequest(HttpServletRequest.class));
            requireJson(http.getContentType());
            byte[] bytes = http.getInputStream().readNBytes(LARGEST_BODY + 1);
            if (bytes.length > LARGEST_BODY) {
                throw ProblemException.of(
                        ProblemCode.TOO_LARGE, "a JSON body may have at most " + LARGEST_BODY + " bytes");
            }
            try {
                return json.readTree(bytes);
            } catch (JacksonException e) {
                throw ProblemException.of(ProblemCode.MALFORMED_JSON, where(e) + MalformedJson.reason(e));
            }
        }

        private static void requireJson(@Nullable String contentType) {
            if (!isJson(contentType)) {
                throw ProblemException.of(
                        ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                        "send JSON with the header 'Content-Type: application/json'; it was " + contentType);
            }
        }

        private static boolean isJson(@Nullable String contentType) {
            try {
                return contentType != null
                        && MediaType.APPLICATION_JSON.isCompatibleWith(MediaType.parseMediaType(contentType));
            } catch (InvalidMediaTypeException e) {
                return false;
            }
        }

        private static String where(JacksonException e) {
            var location = e.getLocation();
            return location == null ? "" : "line " + location.getLineNr() + ", column " + location.getColumnNr() + ": ";
        }
    }
}
