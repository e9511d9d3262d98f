package shop.http.sample;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import jakarta.servlet.http.HttpServletResponse;
import java.io.EOFException;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClientException;
import org.springframework.web.multipart.MultipartException;
import org.springframework.web.server.ResponseStatusException;

@RestController
class FailureController {

    static final String SECRET = "select password from customers";

    @GetMapping("/public/fail/{how}")
    void fail(@PathVariable String how) throws Exception {
        throw switch (how) {
            case "unexpected" -> new IllegalStateException(SECRET);
            case "own" -> new SampleException();
            case "status" -> new ResponseStatusException(HttpStatus.GONE, SECRET);
            case "store" -> new DataAccessResourceFailureException(SECRET);
            case "transaction" -> new CannotCreateTransactionException(SECRET);
            case "query" -> new QueryTimeoutException(SECRET);
            case "connection" -> new UncategorizedSQLException("commit", SECRET, new SQLException(SECRET, "08006"));
            case "rollback" -> rollbackFailed(new DataAccessResourceFailureException(SECRET));
            case "commit" -> new TransactionSystemException(SECRET, new SQLException("Connection is closed"));
            case "rollback-of-fault" -> rollbackFailed(new IllegalStateException(SECRET));
            case "mongodb" -> new com.mongodb.MongoTimeoutException(SECRET);
            case "lock" -> new OptimisticLockingFailureException(SECRET);
            case "breaker" ->
                CallNotPermittedException.createCallNotPermittedException(CircuitBreaker.ofDefaults("sample"));
            case "timeout" -> new TimeoutException(SECRET);
            case "unreachable" -> new ResourceAccessException(SECRET);
            case "cut" -> new RestClientException("Error while extracting response", new EOFException(SECRET));
            case "upload" -> new MultipartException("Failed to parse", new IOException("No space left on device"));
            case "upload-cut" -> new MultipartException("Failed to parse", new EOFException(SECRET));
            case "disk" -> new IOException("No space left on device");
            case "remote" -> new HttpServerErrorException(HttpStatus.BAD_GATEWAY);
            default -> throw new AssertionError(how);
        };
    }

    /** What a transaction throws whose connection breaks: the rollback fails as well, see TransactionTemplate. */
    private static TransactionSystemException rollbackFailed(RuntimeException within) {
        var failed = new TransactionSystemException(SECRET, new SQLException("Connection is closed"));
        failed.initApplicationException(within);
        return failed;
    }

    @GetMapping("/public/fail/midway")
    void failMidway(HttpServletResponse response) throws IOException {
        response.getWriter().write("[1,");
        response.flushBuffer();
        throw new IllegalStateException(SECRET);
    }

    /** What was said about caching belongs to the answer that there is none of. */
    @GetMapping("/public/cached/{how}")
    ResponseEntity<String> failCached(@PathVariable String how, HttpServletResponse response) throws IOException {
        var cache = CacheControl.maxAge(Duration.ofDays(1)).cachePublic();
        if (how.equals("entity")) {
            return ResponseEntity.status(HttpStatus.GONE)
                    .cacheControl(cache)
                    .header("CDN-Cache-Control", "max-age=1")
                    .build();
        }
        response.setHeader("Cache-Control", cache.getHeaderValue());
        response.setHeader("CDN-Cache-Control", "max-age=1");
        switch (how) {
            case "answer" -> {
                return ResponseEntity.ok("fine");
            }
            case "error" -> response.sendError(410);
            case "status" -> response.setStatus(410);
            case "refusal" -> throw new ResponseStatusException(HttpStatus.GONE);
            default -> throw new IllegalStateException(SECRET);
        }
        return ResponseEntity.status(410).build();
    }

    static final class SampleException extends RuntimeException {}
}
