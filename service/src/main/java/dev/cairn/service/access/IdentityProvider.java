package dev.cairn.service.access;

import dev.cairn.api.access.Role;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.service.access.AccessSettings.Oidc;
import dev.cairn.service.web.ProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderInitializationException;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.SupplierJwtDecoder;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.stereotype.Component;

/** Signed tokens of an OpenID Connect provider: signature, time, issuer and audience are checked, claims say role and projects. */
@Component
class IdentityProvider {
    private static final Logger log = LoggerFactory.getLogger(IdentityProvider.class);
    private static final String EVERYTHING = "*";

    /** Our clock and the provider's may differ by so much. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

    private final Oidc settings;
    private final boolean isAsked;
    private final Projects projects;
    private final JwtDecoder decoder;

    IdentityProvider(AccessSettings settings, Projects projects) {
        this.settings = settings.oidc();
        this.isAsked = settings.auth() == AccessSettings.Mode.OIDC;
        this.projects = projects;
        // Asks the provider with the first token: the service starts without it.
        this.decoder = new SupplierJwtDecoder(this::decoder);
    }

    boolean isAsked() {
        return isAsked;
    }

    private JwtDecoder decoder() {
        NimbusJwtDecoder made = settings.jwkSet() != null
                ? NimbusJwtDecoder.withJwkSetUri(settings.jwkSet().toString()).build()
                : NimbusJwtDecoder.withIssuerLocation(
                                Objects.requireNonNull(settings.issuer()).toString())
                        .build();
        var rules = new ArrayList<OAuth2TokenValidator<Jwt>>();
        rules.add(new JwtTimestampValidator(CLOCK_SKEW));
        // Without an end a stolen one would be good for ever.
        rules.add(new JwtClaimValidator<Object>(JwtClaimNames.EXP, Objects::nonNull));
        rules.add(new JwtClaimValidator<Collection<String>>(
                JwtClaimNames.AUD, audience -> audience != null && audience.contains(settings.audience())));
        if (settings.issuer() != null) {
            rules.add(new JwtIssuerValidator(settings.issuer().toString()));
        }
        made.setJwtValidator(new DelegatingOAuth2TokenValidator<>(rules));
        return made;
    }

    /** @throws InvalidBearerTokenException if the token is not good, or gives its holder no role */
    Caller caller(String token) {
        Jwt jwt = decoded(token);
        String name = jwt.getClaimAsString(settings.nameClaim());
        if (name == null || name.isBlank()) {
            throw new InvalidBearerTokenException("the token has no claim " + settings.nameClaim());
        }
        Role role = role(jwt);
        return new Caller(
                "oidc:" + name,
                role,
                role == Role.ADMIN ? null : projects(jwt),
                Objects.requireNonNull(jwt.getExpiresAt()).plus(CLOCK_SKEW));
    }

    private Jwt decoded(String token) {
        try {
            return decoder.decode(token);
        } catch (BadJwtException e) {
            throw new InvalidBearerTokenException("the token is not valid", e);
        } catch (JwtException | JwtDecoderInitializationException e) {
            log.warn("The identity provider cannot be asked: {}", e.getMessage());
            throw new BearerTokens.CannotTellException(
                    ProblemException.of(ProblemCode.UNAVAILABLE, "the identity provider does not answer; try again"));
        }
    }

    /** The most powerful of those that the claim names. */
    private Role role(Jwt jwt) {
        List<String> held = texts(jwt, settings.rolesClaim());
        for (Role role : Role.values()) {
            if (held.contains(settings.rolePrefix() + role.name().toLowerCase(Locale.ROOT))) {
                return role;
            }
        }
        throw new InvalidBearerTokenException(
                "the token's claim " + settings.rolesClaim() + " names no role of Cairn's");
    }

    /** None where the claim is absent: who shall see everything is told so. */
    private @Nullable Set<Long> projects(Jwt jwt) {
        List<String> names = texts(jwt, settings.projectsClaim());
        if (names.contains(EVERYTHING)) {
            return null;
        }
        try {
            return new HashSet<>(projects.known(names));
        } catch (DataAccessException e) {
            throw new BearerTokens.CannotTellException(e);
        }
    }

    /** A list of texts, or one. */
    private static List<String> texts(Jwt jwt, String claim) {
        Object value = jwt.getClaim(claim);
        if (value instanceof String text) {
            return List.of(text.strip().split("[\\s,]+"));
        }
        return value instanceof Collection<?> several
                ? several.stream().map(String::valueOf).toList()
                : List.of();
    }
}
