package dev.cairn.service.web;

import dev.cairn.api.MalformedJson;
import dev.cairn.api.RecordReader;
import dev.cairn.api.YamlReader;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.search.InvalidValueException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
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
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Teaches the web layer to bind {@link Body} parameters. */
@Configuration(proxyBeanMethods = false)
class WebSettings implements WebMvcConfigurer {
    /** Larger than any specification or report that the records allow. */
    static final int LARGEST_BODY = 4 * 1024 * 1024;

    private static final List<MediaType> YAML = List.of(
            new MediaType("application", "yaml"),
            new MediaType("application", "x-yaml"),
            new MediaType("text", "yaml"),
            new MediaType("text", "x-yaml"));

    private final JsonMapper json;
    private final RequestRules rules;

    WebSettings(JsonMapper json, RequestRules rules) {
        this.json = json;
        this.rules = rules;
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(rules);
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
            boolean isYaml = isOf(http.getContentType(), YAML);
            if (!isYaml && !isOf(http.getContentType(), List.of(MediaType.APPLICATION_JSON))) {
                throw ProblemException.of(
                        ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                        "send JSON with the header 'Content-Type: application/json', or YAML with application/yaml; it was "
                                + http.getContentType());
            }
            byte[] bytes = http.getInputStream().readNBytes(LARGEST_BODY + 1);
            if (bytes.length > LARGEST_BODY) {
                throw ProblemException.of(
                        ProblemCode.TOO_LARGE, "such a body may have at most " + LARGEST_BODY + " bytes");
            }
            return isYaml ? yaml(bytes) : json(bytes);
        }

        private JsonNode json(byte[] bytes) {
            try {
                return json.readTree(bytes);
            } catch (JacksonException e) {
                throw ProblemException.of(ProblemCode.MALFORMED_JSON, where(e) + MalformedJson.reason(e));
            }
        }

        private static JsonNode yaml(byte[] bytes) {
            try {
                String text = StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString();
                return YamlReader.tree(text);
            } catch (CharacterCodingException e) {
                throw ProblemException.of(ProblemCode.MALFORMED_YAML, "it is not UTF-8");
            } catch (YamlReader.MalformedYamlException e) {
                throw ProblemException.of(ProblemCode.MALFORMED_YAML, String.valueOf(e.getMessage()));
            }
        }

        private static boolean isOf(@Nullable String contentType, List<MediaType> types) {
            try {
                MediaType given = contentType == null ? null : MediaType.parseMediaType(contentType);
                return given != null && types.stream().anyMatch(type -> type.isCompatibleWith(given));
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
