package dev.cairn.client.space;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What every point keeps to, such as {@code layers * units <= 512}: see the reference of the HTTP interface. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Require {
    String[] value();
}
