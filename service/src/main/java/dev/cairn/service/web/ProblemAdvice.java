package dev.cairn.service.web;

import dev.cairn.api.NearestWord;
import dev.cairn.api.problem.Problem;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.search.InvalidValueException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.convert.ConversionFailedException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** The one place where errors become answers. No stack trace, no SQL and no class name leaves the service. */
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {
    private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);
    /** Class 08 of SQLSTATE: connection exceptions; 57P01 to 57P03: the server is shutting down or starting. */
    private static final String CONNECTION = "08";

    private static final String SHUTDOWN = "57P";
    /** What Postgres says when a disk is full; everything that the statement did is undone. */
    private static final String DISK_FULL = "53100";

    private static final String SECONDS_TO_MAKE_ROOM = "30";
    /** A character that the database cannot keep. */
    private static final String UNTRANSLATABLE = "22021";

    @ExceptionHandler
    ResponseEntity<Object> refused(ProblemException e, HttpServletResponse response) {
        if (e.problem().code() == ProblemCode.UNAUTHENTICATED
                && !response.containsHeader(HttpHeaders.WWW_AUTHENTICATE)) {
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"cairn\", error=\"invalid_token\"");
        }
        return refused(e);
    }

    private static ResponseEntity<Object> refused(ProblemException e) {
        var headers = new HttpHeaders();
        if (e.problem().code() == ProblemCode.BUSY || e.problem().code() == ProblemCode.RATE_LIMITED) {
            headers.set(HttpHeaders.RETRY_AFTER, "1");
        } else if (e.problem().code() == ProblemCode.NO_ROOM) {
            headers.set(HttpHeaders.RETRY_AFTER, SECONDS_TO_MAKE_ROOM);
        }
        return answer(e.problem(), headers);
    }

    @ExceptionHandler
    ResponseEntity<Object> invalid(InvalidValueException e) {
        return refused(ProblemException.of(ProblemCode.INVALID_REQUEST, e.violations()));
    }

    /** Parameters whose percent signs decode to nothing. */
    @ExceptionHandler
    ResponseEntity<Object> undecodable(InvalidParameterException e) {
        return refused(ProblemException.of(ProblemCode.INVALID_REQUEST, "the query or form cannot be decoded"));
    }

    @ExceptionHandler
    ResponseEntity<Object> unexpected(Exception e, HttpServletRequest request, HttpServletResponse response)
            throws Exception {
        if (response.isCommitted()) {
            // Breaks the connection: an answer that ends in the middle must not look like a whole one.
            throw e;
        }
        String type = request.getContentType();
        if (e instanceof IllegalArgumentException && type != null && type.contains("*")) {
            // Where there is no handler, Spring reads the header before it says so, and stumbles.
            return refused(ProblemException.of(
                    ProblemCode.UNSUPPORTED_MEDIA_TYPE, "a Content-Type says one type, but it was " + type));
        }
        if (UNTRANSLATABLE.equals(sqlState(e))) {
            return refused(ProblemException.of(
                    ProblemCode.INVALID_REQUEST, "a text contains the character U+0000, which cannot be kept"));
        }
        if (DISK_FULL.equals(sqlState(e))) {
            log.error(
                    "The disk of Postgres is full: {}",
                    NestedExceptionUtils.getMostSpecificCause(e).getMessage());
            var headers = new HttpHeaders();
            headers.set(HttpHeaders.RETRY_AFTER, SECONDS_TO_MAKE_ROOM);
            return answer(
                    Problem.of(
                            ProblemCode.UNAVAILABLE,
                            "the database's disk is full, so nothing was written; try again once there is room"),
                    headers);
        }
        if (isAway(e)) {
            log.warn(
                    "Postgres cannot be reached: {}",
                    NestedExceptionUtils.getMostSpecificCause(e).getMessage());
            var headers = new HttpHeaders();
            headers.set(HttpHeaders.RETRY_AFTER, "1");
            return answer(Problem.of(ProblemCode.UNAVAILABLE, "the database does not answer; try again"), headers);
        }
        log.error("A call failed", e);
        return answer(Problem.of(ProblemCode.INTERNAL, "the service failed; its log says why"), new HttpHeaders());
    }

    private static boolean isAway(Exception e) {
        if (e instanceof CannotGetJdbcConnectionException
                || e instanceof DataAccessResourceFailureException
                || e instanceof CannotCreateTransactionException
                || e instanceof QueryTimeoutException
                || e instanceof TransientDataAccessResourceException) {
            return true;
        }
        if (e instanceof TransactionSystemException ended
                && ended.getApplicationException() instanceof Exception first) {
            // The rollback failed too, and hides why there was one.
            return isAway(first);
        }
        String state = sqlState(e);
        return state.startsWith(CONNECTION) || state.startsWith(SHUTDOWN);
    }

    /** Postgres's five characters, or none. */
    private static String sqlState(Exception e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState();
            }
        }
        return "";
    }

    @Override
    protected ResponseEntity<Object> handleExceptionInternal(
            Exception e, @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        ProblemCode code = switch (status.value()) {
            case 404 -> ProblemCode.NOT_FOUND;
            case 405 -> ProblemCode.METHOD_NOT_ALLOWED;
            case 406 -> ProblemCode.NOT_ACCEPTABLE;
            case 413 -> ProblemCode.TOO_LARGE;
            case 415 -> ProblemCode.UNSUPPORTED_MEDIA_TYPE;
            case 503 -> ProblemCode.UNAVAILABLE;
            default -> status.is4xxClientError() ? ProblemCode.INVALID_REQUEST : ProblemCode.INTERNAL;
        };
        if (status.is5xxServerError()) {
            log.error("A call failed", e);
        }
        return answer(Problem.of(code, detail(e, code)), headers);
    }

    private static @Nullable String detail(Exception e, ProblemCode code) {
        if (e instanceof TypeMismatchException mismatch) {
            String name = e instanceof MethodArgumentTypeMismatchException argument ? argument.getName() + " " : "";
            return name + "'" + mismatch.getValue() + "' is not valid here" + allowed(mismatch);
        }
        if (e instanceof NoResourceFoundException missing) {
            return "there is nothing at /" + missing.getResourcePath() + "; all paths are in /api/v1/openapi.yaml";
        }
        if (code == ProblemCode.INTERNAL) {
            return "the service failed; its log says why";
        }
        return e instanceof ErrorResponse response ? response.getBody().getDetail() : null;
    }

    /** What would be valid. */
    private static String allowed(TypeMismatchException mismatch) {
        Class<?> type = mismatch.getRequiredType();
        Object value = mismatch.getValue();
        for (Throwable cause = mismatch; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConversionFailedException failed) {
                type = failed.getTargetType().getType();
                value = failed.getValue();
            }
        }
        if (type != null && type.isEnum()) {
            List<String> names = Arrays.stream(type.getEnumConstants())
                    .map(constant -> ((Enum<?>) constant).name())
                    .toList();
            return NearestWord.hint(String.valueOf(value), names) + "; it must be one of " + names;
        }
        if (type == boolean.class || type == Boolean.class) {
            return "; it must be true or false";
        }
        return type == long.class || type == int.class || type == Integer.class || type == Long.class
                ? "; it must be a whole number"
                : "";
    }

    private static ResponseEntity<Object> answer(Problem problem, HttpHeaders headers) {
        return ResponseEntity.status(problem.status())
                .headers(headers)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }
}
