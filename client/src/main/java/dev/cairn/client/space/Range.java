package dev.cairn.client.space;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A number between two others, both included: {@code double} or {@code float} for a real one, {@code int} or {@code long} for a whole. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Range {
    double low();

    double high();

    /** Distance between admissible values, counted from low; 0 for a continuum, or for every whole number. */
    double step() default 0;
}
