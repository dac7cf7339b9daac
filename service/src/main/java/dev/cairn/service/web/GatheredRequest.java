package dev.cairn.service.web;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A request whose body is in memory. When it had to be waited for, the container dispatches the request a second time, and the
 * filters and interceptors behind {@link Bodies} have not seen it yet: to them it is one that has just come in, so that none
 * of them, who calls and whether they may, is passed over. What a handler dispatches afterwards is told as what it is.
 */
final class GatheredRequest extends HttpServletRequestWrapper {
    private final Supplier<byte[]> bytes;
    private @Nullable ServletInputStream body;
    private volatile boolean isNew;

    GatheredRequest(HttpServletRequest request, Supplier<byte[]> bytes) {
        super(request);
        this.bytes = bytes;
    }

    /** The next dispatch is the first that anybody sees. */
    void goOn() {
        isNew = true;
    }

    @Override
    public DispatcherType getDispatcherType() {
        return isNew ? DispatcherType.REQUEST : super.getDispatcherType();
    }

    @Override
    public AsyncContext startAsync() {
        isNew = false;
        return super.startAsync();
    }

    @Override
    public AsyncContext startAsync(ServletRequest request, ServletResponse response) {
        isNew = false;
        return super.startAsync(request, response);
    }

    @Override
    public ServletInputStream getInputStream() {
        if (body == null) {
            body = new HeldBody(bytes.get());
        }
        return body;
    }
}
