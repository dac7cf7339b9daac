package dev.cairn.service.access;

import dev.cairn.api.access.Role;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Which roles may call a handler; an {@link Role#ADMIN} may call every one. What its path names, such as a study, must be of a
 * project that the caller sees: that is looked after for every handler. The service does not start with a handler that has neither
 * this nor {@link Open}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Allowed {
    Role[] value();

    /**
     * Whether the handler's statement asks by {@link RecentTokens#IS_GOOD} for its caller's token, and {@link
     * RecentTokens#requireGood} is called before anything else when it answers nothing.
     */
    boolean asksItself() default false;
}
