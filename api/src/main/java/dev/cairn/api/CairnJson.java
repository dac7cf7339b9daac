package dev.cairn.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;

/** The one JSON dialect: no nulls, no silent coercion, no unknown or repeated fields; non-finite numbers are strings. */
public final class CairnJson {
    /** Levels of arrays and objects: deeper than anything that the wire has, and shallow enough for any stack. */
    public static final int DEEPEST = 50;

    /** Postgres writes the smallest double with 340 digits. */
    private static final int LONGEST_NUMBER = 1000;
    /** As long as a whole body may be. */
    private static final int LONGEST_TEXT = 4 * 1024 * 1024;

    private static final StreamReadConstraints LIMITS = StreamReadConstraints.builder()
            .maxNestingDepth(DEEPEST)
            .maxNumberLength(LONGEST_NUMBER)
            .maxStringLength(LONGEST_TEXT)
            .maxNameLength(1000)
            .build();

    private static final JsonMapper STRICT =
            builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
    private static final JsonMapper TOLERANT = builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(EnumFeature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
            .disable(DeserializationFeature.FAIL_ON_INVALID_SUBTYPE)
            .build();

    private CairnJson() {}

    /** For what others send us: an unknown field is an error. */
    public static JsonMapper strict() {
        return STRICT;
    }

    /**
     * For answers read by clients, which must survive what a newer service says: fields that are not known here are passed over, and a
     * word or a variant that is not known is null.
     */
    public static JsonMapper tolerant() {
        return TOLERANT;
    }

    private static JsonMapper.Builder builder() {
        return JsonMapper.builder(
                        JsonFactory.builder().streamReadConstraints(LIMITS).build())
                .changeDefaultPropertyInclusion(value -> value.withValueInclusion(JsonInclude.Include.NON_ABSENT)
                        .withContentInclusion(JsonInclude.Include.NON_ABSENT))
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS);
    }
}
