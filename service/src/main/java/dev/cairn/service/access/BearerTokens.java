package dev.cairn.service.access;

import dev.cairn.api.access.Role;
import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.stereotype.Component;

/** Who the holder of a token is: of one from the environment, one from the database, or one of an identity provider. */
@Component
class BearerTokens implements AuthenticationManager {
    private final Tokens tokens;
    private final IdentityProvider provider;
    private final byte @Nullable [] adminHash;
    private final byte @Nullable [] workerHash;

    BearerTokens(Tokens tokens, IdentityProvider provider, AccessSettings settings) {
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

    @Override
    public Authentication authenticate(Authentication sent) {
        String secret = ((BearerTokenAuthenticationToken) sent).getToken();
        Optional<Caller> environment = ofEnvironment(secret);
        if (environment.isPresent()) {
            return environment.get();
        }
        if (provider.isAsked() && !secret.startsWith(Secrets.PREFIX)) {
            return provider.caller(secret);
        }
        Tokens.Known known = find(secret).orElseThrow(() -> new InvalidBearerTokenException("the token is not known"));
        if (known.isRevoked()) {
            throw new InvalidBearerTokenException("the token was revoked");
        }
        if (known.isExpired()) {
            throw new InvalidBearerTokenException("the token has expired");
        }
        return known.caller();
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

    private Optional<Tokens.Known> find(String secret) {
        try {
            return tokens.find(secret);
        } catch (DataAccessException e) {
            throw new CannotTellException(e);
        }
    }
}
