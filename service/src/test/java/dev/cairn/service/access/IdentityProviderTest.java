package dev.cairn.service.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tokens signed with a key made here, whose set of keys a server on loopback tells. */
class IdentityProviderTest {
    private static final KeyPair KEY = key();
    private static final KeyPair STRANGERS_KEY = key();
    private static HttpServer provider;
    private static String issuer;
    private static Guarded guarded;

    private static KeyPair key() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeAll
    static void start() throws IOException {
        provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var key = (RSAPublicKey) KEY.getPublic();
        byte[] keys = """
                {"keys": [{"kty": "RSA", "kid": "one", "use": "sig", "alg": "RS256", "n": "%s", "e": "%s"}]}
                """.formatted(number(key.getModulus()), number(key.getPublicExponent()))
                .getBytes(StandardCharsets.UTF_8);
        provider.createContext("/keys", exchange -> {
            try (exchange) {
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, keys.length);
                exchange.getResponseBody().write(keys);
            }
        });
        provider.start();
        issuer = "http://127.0.0.1:" + provider.getAddress().getPort();
        guarded = new Guarded(
                "--cairn.access.auth=oidc",
                "--cairn.access.oidc.issuer=" + issuer,
                "--cairn.access.oidc.jwk-set=" + issuer + "/keys",
                "--cairn.access.oidc.audience=cairn");
        guarded.project("forecasts", "");
    }

    @AfterAll
    static void stop() {
        guarded.close();
        provider.stop(0);
    }

    private static String number(BigInteger number) {
        byte[] bytes = number.toByteArray();
        int sign = bytes[0] == 0 ? 1 : 0;
        return text(Arrays.copyOfRange(bytes, sign, bytes.length));
    }

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String signed(KeyPair key, String header, String claims) {
        try {
            String signed =
                    text(header.getBytes(StandardCharsets.UTF_8)) + "." + text(claims.getBytes(StandardCharsets.UTF_8));
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key.getPrivate());
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + text(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A good token, but for what is said otherwise. */
    private static String claims(String issuedBy, String audience, long lifetime, String more) {
        return "{\"iss\": \"%s\", \"aud\": [\"%s\"], \"sub\": \"jane\", \"exp\": %d, %s}"
                .formatted(issuedBy, audience, Instant.now().getEpochSecond() + lifetime, more);
    }

    private static String token(String more) {
        return signed(KEY, "{\"alg\": \"RS256\", \"kid\": \"one\"}", claims(issuer, "cairn", 600, more));
    }

    private static String me(String token) {
        return guarded.get(token, "/me").body();
    }

    @Test
    void claimsSayWhoItIsAndWhatTheyMayDo() {
        assertThat(me(token("\"roles\": [\"other\", \"cairn-user\"], \"cairn_projects\": [\"forecasts\", \"gone\"]")))
                .isEqualTo(
                        "{\"name\":\"oidc:jane\",\"role\":\"USER\",\"allProjects\":false,\"projects\":[\"forecasts\"]}");
        assertThat(me(token("\"roles\": \"cairn-reader cairn-user\", \"cairn_projects\": \"*\"")))
                .contains("\"role\":\"USER\",\"allProjects\":true");
        assertThat(me(token("\"roles\": [\"cairn-admin\"]"))).contains("ADMIN", "\"allProjects\":true");
    }

    @Test
    void whoIsGivenNoProjectSeesNone() {
        String token = token("\"roles\": [\"cairn-user\"]");

        assertThat(me(token)).contains("\"projects\":[]");
        guarded.study(Guarded.ADMIN, "default", "hidden");
        assertThat(guarded.get(token, "/studies").json().path("items")).isEmpty();
    }

    @Test
    void whatATokenOpenedIsVoidWithIt() {
        var tokens = guarded.service.bean(IdentityProvider.class);
        var voided = guarded.service.bean(Voided.class);
        // Accepted, for clocks may differ by a minute; then it is over.
        String past = claims(issuer, "cairn", -20, "\"roles\": [\"cairn-admin\"]");
        Caller jane = tokens.caller(signed(KEY, "{\"alg\": \"RS256\", \"kid\": \"one\"}", past));
        assertThat(jane.until())
                .isBetween(Instant.now().plusSeconds(20), Instant.now().plusSeconds(50));
        var later = new Caller(jane.name(), jane.role(), null, Instant.now().plusSeconds(60));
        var gone = new Caller(jane.name(), jane.role(), null, Instant.now().minusSeconds(1));

        assertThat(voided.among(List.of(later, gone, Caller.LOCAL))).containsExactly(gone);
    }

    @Test
    void whoIsGivenNoRoleIsNobody() {
        assertThat(guarded.get(token("\"roles\": [\"admin\"]"), "/me").status()).isEqualTo(401);
        assertThat(guarded.get(token("\"cairn_projects\": \"*\""), "/me").body())
                .contains("names no role");
    }

    @Test
    void aTokenOfAnotherForAnotherOrOfAnotherTimeIsRefused() {
        String good = "\"roles\": [\"cairn-admin\"]";
        String header = "{\"alg\": \"RS256\", \"kid\": \"one\"}";
        String[] bad = {
            signed(STRANGERS_KEY, header, claims(issuer, "cairn", 600, good)),
            signed(KEY, header, claims("http://evil.example", "cairn", 600, good)),
            signed(KEY, header, claims(issuer, "another-service", 600, good)),
            signed(KEY, header, claims(issuer, "cairn", -600, good)),
            signed(KEY, header, "{\"iss\": \"" + issuer + "\", \"aud\": \"cairn\", \"sub\": \"jane\", " + good + "}"),
            signed(KEY, "{\"alg\": \"none\"}", claims(issuer, "cairn", 600, good)),
            text("{\"alg\": \"none\"}".getBytes(StandardCharsets.UTF_8)) + "."
                    + text(claims(issuer, "cairn", 600, good).getBytes(StandardCharsets.UTF_8)) + ".",
            token(good).replaceFirst("\\.[^.]*\\.", "." + text("{}".getBytes(StandardCharsets.UTF_8)) + "."),
        };
        for (String token : bad) {
            Guarded.Answer answer = guarded.get(token, "/me");
            assertThat(answer.status()).as(answer.body()).isEqualTo(401);
            assertThat(answer.code()).isEqualTo("UNAUTHENTICATED");
        }
    }

    @Test
    void ourOwnTokensCountBesideThem() {
        assertThat(me(guarded.token("fleet", "\"role\": \"WORKER\""))).contains("token:fleet");
        assertThat(me(Guarded.ADMIN)).contains("environment:admin");
    }

    @Test
    void whileTheProviderIsAwayTheAnswerIsToTryAgain() {
        try (var alone = new Guarded(
                "--cairn.access.auth=oidc",
                "--cairn.access.oidc.issuer=http://127.0.0.1:1",
                "--cairn.access.oidc.audience=cairn")) {
            Guarded.Answer answer = alone.get(token("\"roles\": [\"cairn-admin\"]"), "/me");

            assertThat(answer.status()).as(answer.body()).isEqualTo(503);
            assertThat(answer.code()).isEqualTo("UNAVAILABLE");
            assertThat(alone.get(Guarded.ADMIN, "/me").status()).isEqualTo(200);
        }
    }
}
