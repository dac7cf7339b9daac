package dev.cairn.service.access;

import dev.cairn.api.access.Role;
import jakarta.servlet.http.HttpServletRequest;
import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.stereotype.Component;

/** Who the holder of a token is: of one from the environment, one from the database, or one of an identity provider. */
@Component
class BearerTokens {
    private final RecentTokens tokens;
    private final IdentityProvider provider;
    private final byte @Nullable [] adminHash;
    private final byte @Nullable [] workerHash;

    BearerTokens(RecentTokens tokens, IdentityProvider provider, AccessSettings settings) {
        this.tokens = tokens;
        this.provider = provider;
        this.adminHash = settings.adminToken() == null ? null : Secrets.hash(settings.adminToken());
        this.workerHash = settings.workerToken() == null ? null : Secrets.hash(settings.workerToken());
    }

    /** It could not be found out whether a token is good; the cause says why. */
    static final class CannotTellException extends AuthenticationException {
        CannotTellException(Exception cause) {
            super("who calls could not be found out", cause);
        }
    }

    /** The one who answers for a request. */
    AuthenticationManager of(HttpServletRequest request) {
        HttpServletRequest asking = RecentTokens.mayServe(request) ? request : null;
        return sent -> caller(sent, asking);
    }

    private Caller caller(Authentication sent, @Nullable HttpServletRequest request) {
        String secret = ((BearerTokenAuthenticationToken) sent).getToken();
        Optional<Caller> environment = ofEnvironment(secret);
        if (environment.isPresent()) {
            return environment.get();
        }
        if (provider.isAsked() && !secret.startsWith(Secrets.PREFIX)) {
            return provider.caller(secret);
        }
        return ofDatabase(secret, request);
    }

    private Optional<Caller> ofEnvironment(String secret) {
        byte[] hash = Secrets.hash(secret);
        if (adminHash != null && MessageDigest.isEqual(adminHash, hash)) {
            return Optional.of(new Caller("environment:admin", Role.ADMIN, null));
        }
        if (workerHash != null && MessageDigest.isEqual(workerHash, hash)) {
            return Optional.of(new Caller("environment:worker", Role.WORKER, null));
        }
        return Optional.empty();
    }

    private Caller ofDatabase(String secret, @Nullable HttpServletRequest request) {
        try {
            return tokens.caller(secret, request);
        } catch (DataAccessException e) {
            throw new CannotTellException(e);
        }
    }
}
