package dev.cairn.service.blob;

import dev.cairn.api.access.Role;
import dev.cairn.service.access.Allowed;
import dev.cairn.service.access.Caller;
import dev.cairn.service.access.LeasedBytes;
import dev.cairn.service.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/** Uploads without effect by themselves; an outcome attaches them. */
@RestController
@RequestMapping("/api/v1/blobs")
class BlobController {
    private final Blobs blobs;
    private final LeasedBytes leased;

    BlobController(Blobs blobs, LeasedBytes leased) {
        this.blobs = blobs;
        this.leased = leased;
    }

    @PutMapping("/{sha256}")
    @Allowed({Role.USER, Role.WORKER})
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void put(
            @PathVariable String sha256,
            @RequestParam(required = false) @Nullable String project,
            HttpServletRequest request,
            Caller caller)
            throws IOException {
        blobs.put(leased.targets(caller, project), request.getInputStream(), request.getContentLengthLong(), sha256);
    }

    @GetMapping("/{sha256}")
    @Allowed({Role.USER, Role.WORKER, Role.READER})
    ResponseEntity<StreamingResponseBody> get(
            @PathVariable String sha256, @RequestParam(required = false) @Nullable String project, Caller caller) {
        byte[] digest = Blobs.digest(sha256);
        Long[] scope = leased.forBlob(caller, project, digest);
        long holder = blobs.holder(scope, digest).orElseThrow(() -> ProblemException.notFound("blob " + sha256));
        return blobs.download(holder, sha256, MediaType.APPLICATION_OCTET_STREAM, sha256);
    }
}
