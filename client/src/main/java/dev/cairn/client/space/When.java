package dev.cairn.client.space;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Exists only where another component has one of these values, and is null elsewhere. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface When {
    /** A component declared before, with listed or whole values. */
    String component();

    String[] is();
}
