package dev.cairn.service.blob;

import dev.cairn.api.access.Role;
import dev.cairn.service.access.Allowed;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/** Uploads without effect by themselves; an outcome attaches them. */
@RestController
@RequestMapping("/api/v1/blobs")
class BlobController {
    private final Blobs blobs;

    BlobController(Blobs blobs) {
        this.blobs = blobs;
    }

    @PutMapping("/{sha256}")
    @Allowed({Role.USER, Role.WORKER})
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void put(@PathVariable String sha256, HttpServletRequest request) throws IOException {
        blobs.put(request.getInputStream(), sha256);
    }

    @GetMapping("/{sha256}")
    @Allowed({Role.USER, Role.WORKER, Role.READER})
    ResponseEntity<StreamingResponseBody> get(@PathVariable String sha256) {
        return blobs.download(sha256, MediaType.APPLICATION_OCTET_STREAM, sha256);
    }
}
