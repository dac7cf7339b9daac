package dev.cairn.worker.data;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/**
 * Says to all processes of this machine that a file is in use, by a shared lock on another, empty file beside it. The operating
 * system drops the lock with the process, however that ends. The lock is not on the file itself, because a process loses all its
 * locks on a file as soon as it closes any stream of it (POSIX fcntl). For the same reason one process holds one lock only, and
 * counts who wants it.
 */
final class FileUse {
    private static final Map<Path, FileUse> IN_THIS_PROCESS = new HashMap<>();

    private final Path lockFile;
    private final FileChannel channel;
    private int users;

    private FileUse(Path lockFile, FileChannel channel) {
        this.lockFile = lockFile;
        this.channel = channel;
    }

    /** Waits while another process deletes what the lock stands for, which takes no time. */
    static FileUse begin(Path lockFile) throws IOException {
        synchronized (IN_THIS_PROCESS) {
            Path key = lockFile.toAbsolutePath().normalize();
            FileUse use = IN_THIS_PROCESS.get(key);
            if (use == null) {
                Files.createDirectories(key.getParent());
                FileChannel channel = open(key);
                try {
                    channel.lock(0, Long.MAX_VALUE, true);
                } catch (IOException e) {
                    channel.close();
                    throw e;
                }
                use = new FileUse(key, channel);
                IN_THIS_PROCESS.put(key, use);
            }
            use.users++;
            return use;
        }
    }

    void end() throws IOException {
        synchronized (IN_THIS_PROCESS) {
            users--;
            if (users == 0) {
                IN_THIS_PROCESS.remove(lockFile);
                channel.close();
            }
        }
    }

    /** Does something to what the lock stands for, unless anyone uses it. */
    static boolean ifUnused(Path lockFile, Removal removal) throws IOException {
        synchronized (IN_THIS_PROCESS) {
            Path key = lockFile.toAbsolutePath().normalize();
            if (IN_THIS_PROCESS.containsKey(key)) {
                return false;
            }
            Files.createDirectories(key.getParent());
            try (FileChannel channel = open(key)) {
                if (channel.tryLock() == null) {
                    return false;
                }
                removal.run();
                return true;
            }
        }
    }

    interface Removal {
        void run() throws IOException;
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }
}
