package dev.cairn.service.access;

import java.net.InetAddress;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How callers are known.
 *
 * @param bind the address to listen on
 * @param auth absent: TOKEN if there is an admin's or a worker's token, else NONE
 * @param adminToken accepted as an ADMIN's, beside those in the database: the one to make others with
 * @param workerToken accepted as a WORKER's of all projects
 * @param allowUnauthenticated NONE though others can reach the address
 * @param rate calls a second that one caller may make in the long run; 0: any number. Workers' own calls do not count
 */
@ConfigurationProperties("cairn.access")
record AccessSettings(
        InetAddress bind,
        @Nullable Mode auth,
        @Nullable String adminToken,
        @Nullable String workerToken,
        boolean allowUnauthenticated,
        int rate,
        Oidc oidc) {
    private static final int SHORTEST = 32;

    /** Whether callers are asked who they are, and what they may show. */
    enum Mode {
        NONE,
        TOKEN,
        /** Tokens of an identity provider, and ours. */
        OIDC
    }

    /**
     * Tokens of an identity provider.
     *
     * @param issuer what the tokens must say, and where the keys are found unless {@code jwkSet} says
     * @param jwkSet the keys' address
     * @param audience what the tokens must be for
     * @param nameClaim who it is
     * @param rolesClaim a text or a list of them
     * @param rolePrefix before {@code admin}, {@code user}, {@code worker} or {@code reader} in it
     * @param projectsClaim a list of names, or {@code *}
     */
    record Oidc(
            @Nullable URI issuer,
            @Nullable URI jwkSet,
            @Nullable String audience,
            String nameClaim,
            String rolesClaim,
            String rolePrefix,
            String projectsClaim) {
        Oidc {
            issuer = issuer == null || issuer.toString().isBlank() ? null : issuer;
            jwkSet = jwkSet == null || jwkSet.toString().isBlank() ? null : jwkSet;
            audience = blankAsAbsent(audience);
        }

        boolean hasKeys() {
            return issuer != null || jwkSet != null;
        }
    }

    AccessSettings {
        adminToken = blankAsAbsent(adminToken);
        workerToken = blankAsAbsent(workerToken);
        if (auth == null) {
            auth = adminToken == null && workerToken == null ? Mode.NONE : Mode.TOKEN;
        }
        requireLong(adminToken, "cairn.access.admin-token (CAIRN_ADMIN_TOKEN)");
        requireLong(workerToken, "cairn.access.worker-token (CAIRN_WORKER_TOKEN)");
        if (adminToken != null && adminToken.equals(workerToken)) {
            throw new IllegalArgumentException("CAIRN_WORKER_TOKEN must not be the same as CAIRN_ADMIN_TOKEN");
        }
        if (auth == Mode.NONE && !bind.isLoopbackAddress() && !allowUnauthenticated) {
            throw new IllegalArgumentException("cairn.bind (CAIRN_BIND) is " + bind.getHostAddress()
                    + ", which others can reach, but nobody would be asked who they are; set CAIRN_ADMIN_TOKEN, or CAIRN_AUTH=token"
                    + " if an admin's token was made before, or where a network or proxy of yours guards the service"
                    + " CAIRN_ALLOW_UNAUTHENTICATED=true");
        }
        if (rate < 0) {
            throw new IllegalArgumentException(
                    "cairn.access.rate (CAIRN_RATE_LIMIT) must be at least 0 but was " + rate);
        }
        if (auth == Mode.OIDC && (!oidc.hasKeys() || oidc.audience() == null)) {
            throw new IllegalArgumentException(
                    "CAIRN_AUTH=oidc needs CAIRN_OIDC_ISSUER or CAIRN_OIDC_JWK_SET, and CAIRN_OIDC_AUDIENCE");
        }
    }

    private static @Nullable String blankAsAbsent(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }

    private static void requireLong(@Nullable String token, String name) {
        if (token != null && !token.matches("[A-Za-z0-9._~+/-]+=*")) {
            throw new IllegalArgumentException(name + " must be letters, digits and - . _ ~ + /");
        }
        if (token != null && token.length() < SHORTEST) {
            throw new IllegalArgumentException(
                    name + " must have at least " + SHORTEST + " characters but had " + token.length());
        }
    }

    /** Whether nobody is asked who they are. */
    boolean isOpen() {
        return auth == Mode.NONE;
    }

    /** Without the tokens. */
    @Override
    public String toString() {
        return "AccessSettings[bind=" + bind + ", auth=" + auth + ", rate=" + rate + ", oidc=" + oidc + "]";
    }
}
