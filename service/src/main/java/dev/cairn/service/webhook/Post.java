package dev.cairn.service.webhook;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One HTTP POST to an address that was checked. The JDK's client looks a name up by itself, after any check of ours, and has no
 * limit on an answer; this one connects where it is told, follows nothing, and reads the status line alone.
 */
final class Post {
    static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger(Post.class);
    private static final int LONGEST_STATUS_LINE = 200;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})\\b.*");

    private Post() {}

    /**
     * @param address where to connect, instead of asking for the host's address
     * @return the status
     * @throws IOException if there is no answer in time, or none that is HTTP
     */
    static int send(URI uri, InetAddress address, Map<String, String> headers, byte[] body) throws IOException {
        boolean isSecure = uri.getScheme().equals("https");
        int port = uri.getPort() >= 0 ? uri.getPort() : isSecure ? 443 : 80;
        try (var plain = new Socket()) {
            // Whatever the other side does, or does not do, ends here.
            Executor later = CompletableFuture.delayedExecutor(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            CompletableFuture<Void> alarm = CompletableFuture.runAsync(() -> close(plain), later);
            try {
                plain.connect(new InetSocketAddress(address, port), Math.toIntExact(TIMEOUT.toMillis()));
                Socket socket = isSecure ? secured(plain, uri.getHost(), port) : plain;
                socket.getOutputStream().write(request(uri, headers, body));
                socket.getOutputStream().flush();
                return status(socket.getInputStream());
            } catch (IOException e) {
                throw alarm.isDone() ? new IOException("none within " + TIMEOUT.toSeconds() + " seconds", e) : e;
            } finally {
                alarm.cancel(false);
            }
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            log.trace("a socket that does not close", e);
        }
    }

    private static SSLSocket secured(Socket plain, String host, int port) throws IOException {
        var socket =
                (SSLSocket) ((SSLSocketFactory) SSLSocketFactory.getDefault()).createSocket(plain, host, port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private static byte[] request(URI uri, Map<String, String> headers, byte[] body) {
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        var head = new StringBuilder("POST ").append(path);
        if (uri.getRawQuery() != null) {
            head.append('?').append(uri.getRawQuery());
        }
        head.append(" HTTP/1.1\r\nHost: ").append(uri.getRawAuthority()).append("\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        head.append("Content-Type: application/json\r\nContent-Length: ")
                .append(body.length)
                .append("\r\nConnection: close\r\n\r\n");
        byte[] ascii = head.toString().getBytes(StandardCharsets.US_ASCII);
        var whole = new byte[ascii.length + body.length];
        System.arraycopy(ascii, 0, whole, 0, ascii.length);
        System.arraycopy(body, 0, whole, ascii.length, body.length);
        return whole;
    }

    private static int status(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\r' && c != '\n'; c = in.read()) {
            line.append((char) c);
            if (line.length() > LONGEST_STATUS_LINE) {
                break;
            }
        }
        Matcher status = STATUS.matcher(line);
        if (!status.matches()) {
            throw new IOException("the answer was not HTTP");
        }
        return Integer.parseInt(status.group(1));
    }
}
