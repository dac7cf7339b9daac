package dev.cairn.service.contract;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The first of the bytes that go through a request or a response. */
final class Overheard {
    private static final int MOST = 1 << 20;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean isCutOff;

    private synchronized void add(byte[] from, int offset, int length) {
        int room = Math.min(length, MOST - bytes.size());
        bytes.write(from, offset, Math.max(0, room));
        isCutOff |= room < length;
    }

    synchronized String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    synchronized boolean isCutOff() {
        return isCutOff;
    }

    static final class Request extends HttpServletRequestWrapper {
        private final Overheard heard = new Overheard();

        Request(HttpServletRequest request) {
            super(request);
        }

        Overheard heard() {
            return heard;
        }

        @Override
        public ServletInputStream getInputStream() throws IOException {
            ServletInputStream in = super.getInputStream();
            return new ServletInputStream() {
                @Override
                public int read() throws IOException {
                    int read = in.read();
                    if (read >= 0) {
                        heard.add(new byte[] {(byte) read}, 0, 1);
                    }
                    return read;
                }

                @Override
                public int read(byte[] to, int offset, int length) throws IOException {
                    int read = in.read(to, offset, length);
                    if (read > 0) {
                        heard.add(to, offset, read);
                    }
                    return read;
                }

                @Override
                public int available() throws IOException {
                    return in.available();
                }

                @Override
                public boolean isFinished() {
                    return in.isFinished();
                }

                @Override
                public boolean isReady() {
                    return in.isReady();
                }

                @Override
                public void setReadListener(ReadListener listener) {
                    in.setReadListener(listener);
                }
            };
        }
    }

    static final class Response extends HttpServletResponseWrapper {
        private final Overheard heard = new Overheard();
        private @Nullable PrintWriter writer;

        Response(HttpServletResponse response) {
            super(response);
        }

        Overheard heard() {
            return heard;
        }

        @Override
        public PrintWriter getWriter() throws IOException {
            if (writer == null) {
                writer = new PrintWriter(new OutputStreamWriter(getOutputStream(), StandardCharsets.UTF_8), true);
            }
            return writer;
        }

        @Override
        public void flushBuffer() throws IOException {
            if (writer != null) {
                writer.flush();
            }
            super.flushBuffer();
        }

        @Override
        public ServletOutputStream getOutputStream() throws IOException {
            ServletOutputStream out = super.getOutputStream();
            return new ServletOutputStream() {
                @Override
                public void write(int b) throws IOException {
                    heard.add(new byte[] {(byte) b}, 0, 1);
                    out.write(b);
                }

                @Override
                public void write(byte[] from, int offset, int length) throws IOException {
                    heard.add(from, offset, length);
                    out.write(from, offset, length);
                }

                @Override
                public void flush() throws IOException {
                    out.flush();
                }

                @Override
                public void close() throws IOException {
                    out.close();
                }

                @Override
                public boolean isReady() {
                    return out.isReady();
                }

                @Override
                public void setWriteListener(WriteListener listener) {
                    out.setWriteListener(listener);
                }
            };
        }
    }
}
