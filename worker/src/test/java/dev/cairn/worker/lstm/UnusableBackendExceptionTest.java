package dev.cairn.worker.lstm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UnusableBackendExceptionTest {
    @Test
    void aMissingDriverIsNamed() {
        var thrown = new ExceptionInInitializerError(new RuntimeException(new UnsatisfiedLinkError(
                "/cache/libjnicuda.so: libcuda.so.1: cannot open shared object file: No such file or directory")));
        assertThat(new UnusableBackendException(thrown))
                .hasMessage("the library libcuda.so.1 is missing, which comes with NVIDIA's driver");
    }

    @Test
    void aMissingLibraryIsNamed() {
        var thrown = new UnsatisfiedLinkError("libcublas.so.11: cannot open shared object file: No such file");
        assertThat(new UnusableBackendException(thrown)).hasMessage("the library libcublas.so.11 is missing");
    }

    @Test
    void aMissingJarIsNamed() {
        var thrown = new UnsatisfiedLinkError("no jnind4jcpu in java.library.path: /usr/lib");
        assertThat(new UnusableBackendException(thrown))
                .hasMessage("the jar with the native library jnind4jcpu for this platform is not on the class path");
    }

    @Test
    void anythingElseIsToldByItsRoot() {
        var thrown = new ExceptionInInitializerError(new IllegalStateException("the disk is full"));
        assertThat(new UnusableBackendException(thrown))
                .hasMessage("java.lang.IllegalStateException: the disk is full");
    }
}
