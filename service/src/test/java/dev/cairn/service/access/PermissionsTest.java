package dev.cairn.service.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.cairn.api.access.Role;
import dev.cairn.service.Fixtures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Every call that the service offers, by every role, on things of the caller's project and of another's, and by those who may call
 * nothing. What is expected stands in {@code permissions.txt} beside this test, and in {@code docs/security.md}.
 */
class PermissionsTest {
    private static final Guarded GUARDED = new Guarded();
    private static final String CSV = "time,x\n1,2\n2,3\n";
    private static final String FOREIGN_CSV = "time,x\n1,9\n2,9\n";
    private static final Map<Role, String> TOKENS = new EnumMap<>(Role.class);
    private static final Map<String, Ground> GROUNDS = new HashMap<>();
    private static String revoked;
    private static String expired;

    /** A call, and who but an admin may make it. */
    private record Rule(String method, String path, Set<Role> roles) {
        static Rule of(String line) {
            String[] words = line.strip().split("\\s+");
            Set<Role> roles = EnumSet.of(Role.ADMIN);
            Arrays.stream(words).skip(2).map(Role::valueOf).forEach(roles::add);
            return new Rule(words[0], words[1], roles);
        }

        String call() {
            return method + " " + path;
        }

        String row() {
            return "| `" + call() + "` | " + mark(Role.USER) + " | " + mark(Role.WORKER) + " | " + mark(Role.READER)
                    + " |";
        }

        private String mark(Role role) {
            return roles.contains(role) ? "yes" : "";
        }

        /** Whether the path or the query can be of another project. */
        boolean canBeForeign() {
            return Stream.of("studies", "trials", "attempts", "datasets", "blobs")
                    .anyMatch(word -> path.startsWith("/api/v1/" + word));
        }
    }

    /** Something to call about: a study with a running attempt, leased by the worker's token or by an admin. */
    private record Ground(String project, long study, long trial, long attempt, String sha256) {}

    private static List<Rule> rules() throws IOException {
        try (var in = PermissionsTest.class.getResourceAsStream("permissions.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(Rule::of)
                    .toList();
        }
    }

    @BeforeAll
    static void everyRoleInItsOwnProject() {
        GUARDED.project("own", "");
        GUARDED.project("foreign", "");
        expired = GUARDED.token("expired", "\"role\": \"USER\", \"lifetime\": \"PT1S\"");
        GUARDED.database.moveClock(Duration.ofSeconds(2));
        TOKENS.put(Role.ADMIN, Guarded.ADMIN);
        for (Role role : List.of(Role.USER, Role.WORKER, Role.READER)) {
            TOKENS.put(role, GUARDED.token("matrix-" + role, "\"role\": \"" + role + "\", \"projects\": [\"own\"]"));
        }
        var made = GUARDED.create("matrix-revoked", "\"role\": \"USER\"");
        GUARDED.delete(Guarded.ADMIN, "/tokens/" + made.token().id());
        revoked = made.secret();
        for (var data : Map.of("own", CSV, "foreign", FOREIGN_CSV).entrySet()) {
            GUARDED.call(
                    Guarded.ADMIN,
                    "POST",
                    "/datasets?name=data&project=" + data.getKey(),
                    data.getValue(),
                    Map.of("Content-Type", "text/csv"));
        }
    }

    @AfterAll
    static void stop() {
        GUARDED.close();
    }

    @Test
    void everyCallOfTheServiceHasARule() throws IOException {
        var offered = new TreeSet<String>();
        GUARDED.service
                .bean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .forEach((mapping, handler) -> mapping.getPatternValues().stream()
                        .filter(pattern -> pattern.startsWith("/api/"))
                        .forEach(pattern -> mapping.getMethodsCondition()
                                .getMethods()
                                .forEach(method -> offered.add(method + " " + pattern))));

        assertThat(rules()).extracting(Rule::call).containsExactlyInAnyOrderElementsOf(offered);
    }

    @Test
    void theDocumentHasTheSameTable() throws IOException {
        List<String> rows = Files.readAllLines(Path.of("../docs/security.md")).stream()
                .filter(line -> line.matches("\\| `[A-Z]+ /api/.*"))
                .toList();

        assertThat(rows)
                .containsExactlyElementsOf(rules().stream().map(Rule::row).toList());
    }

    @TestFactory
    List<DynamicTest> everyCallByEverybody() throws IOException {
        var tests = new ArrayList<DynamicTest>();
        for (Rule rule : rules()) {
            tests.add(dynamicTest(rule.call() + " by nobody", () -> refusesNobodies(rule)));
            for (Role role : Role.values()) {
                tests.add(dynamicTest(rule.call() + " by " + role, () -> ownIs(rule, role)));
                if (rule.canBeForeign() && role != Role.ADMIN) {
                    tests.add(dynamicTest(rule.call() + " by " + role + " elsewhere", () -> foreignIs(rule, role)));
                }
            }
        }
        return tests;
    }

    private static void refusesNobodies(Rule rule) {
        for (String token : new String[] {null, revoked, expired, "cairn_nobody"}) {
            Guarded.Answer answer = GUARDED.call(
                    token, rule.method(), rule.path().substring(7).replaceAll("\\{\\w+}", "7"), null, Map.of());
            assertThat(answer.status()).as(token).isEqualTo(401);
            assertThat(answer.code()).isEqualTo("UNAUTHENTICATED");
        }
    }

    private static void ownIs(Rule rule, Role role) {
        Ground ground = ground(rule, "own", CSV, role);
        Guarded.Answer answer = call(rule, role, ground);
        if (rule.roles().contains(role)) {
            assertThat(answer.code()).as(answer.body()).isNotIn("UNAUTHENTICATED", "FORBIDDEN", "INTERNAL");
            assertThat(answer.body())
                    .doesNotContain("there is no study " + ground.study() + "\"")
                    .doesNotContain("there is no trial " + ground.trial() + "\"")
                    .doesNotContain("there is no attempt " + ground.attempt() + "\"")
                    .doesNotContain("there is no data set")
                    .doesNotContain("there is no project");
        } else {
            assertThat(answer.code()).isEqualTo("FORBIDDEN");
        }
    }

    private static void foreignIs(Rule rule, Role role) {
        Guarded.Answer answer = call(rule, role, ground(rule, "foreign", FOREIGN_CSV, role));
        if (!rule.roles().contains(role)) {
            assertThat(answer.code()).isEqualTo("FORBIDDEN");
        } else {
            assertThat(answer.status()).as(answer.body()).isEqualTo(404);
        }
    }

    /** A fresh one where the call may change it. */
    private static Ground ground(Rule rule, String project, String csv, Role role) {
        boolean isChanged = rule.roles().contains(role) && !rule.method().equals("GET") && project.equals("own");
        return isChanged
                ? ground(project, csv, role)
                : GROUNDS.computeIfAbsent(project + role, key -> ground(project, csv, role));
    }

    private static Ground ground(String project, String csv, Role role) {
        long study = GUARDED.study(Guarded.ADMIN, project, Fixtures.name());
        String sha256 = Guarded.sha256(csv.getBytes(StandardCharsets.US_ASCII));
        // As if its task read it.
        GUARDED.database.execute(
                "update study set dataset_sha256 = decode('" + sha256 + "', 'hex') where id = " + study);
        boolean isLeasedByIt = role == Role.WORKER && project.equals("own");
        Guarded.Answer lease = GUARDED.lease(isLeasedByIt ? TOKENS.get(role) : Guarded.ADMIN, study, UUID.randomUUID());
        return new Ground(
                project,
                study,
                lease.json().path("trial").asLong(),
                lease.json().path("attempt").asLong(),
                sha256);
    }

    private static Guarded.Answer call(Rule rule, Role role, Ground ground) {
        String path = rule.path()
                .substring("/api/v1".length())
                .replaceFirst("^/studies/\\{\\w+}", "/studies/" + ground.study())
                .replaceFirst("^/trials/\\{\\w+}", "/trials/" + ground.trial())
                .replaceFirst("^/attempts/\\{\\w+}", "/attempts/" + ground.attempt())
                .replaceFirst("\\{sha256}", ground.sha256())
                .replaceFirst("\\{\\w+}", "987654");
        Map<String, String> headers = Map.of();
        String query = "";
        if (path.matches("/(studies|datasets|blobs).*") && !path.contains("/" + ground.study())) {
            query = "?project=" + ground.project();
        }
        String body = rule.method().equals("GET") || rule.method().equals("DELETE") ? null : "{}";
        if (rule.call().matches("POST /api/v1/studies(/preview)?")) {
            body = Fixtures.study(Fixtures.name(), 3, "");
        } else if (rule.call().equals("POST /api/v1/datasets")) {
            query += "&name=again";
            body = CSV;
            headers = Map.of("Content-Type", "text/csv");
        } else if (rule.call().startsWith("PUT /api/v1/blobs")) {
            body = ground.project().equals("own") ? CSV : FOREIGN_CSV;
        }
        return GUARDED.call(TOKENS.get(role), rule.method(), path + query, body, headers);
    }
}
