package dev.monitoring.core.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Our side of TLS with one target. Its files are read when a context is first asked for, and again when one of them has
 * changed, so that renewed certificates are taken up without a restart. Thread-safe.
 */
public final class TlsClient {
    private final TlsFiles files;
    private final TlsKeys keys;
    private @Nullable TlsContext context; // guarded by this
    private List<Long> stamps = List.of(); // guarded by this

    TlsClient(TlsFiles files) {
        this(files, TlsKeys.SETTINGS);
    }

    private TlsClient(TlsFiles files, TlsKeys keys) {
        this.files = files;
        this.keys = keys;
    }

    /** The same, written down under other keys. */
    public TlsClient namedBy(TlsKeys otherKeys) {
        return new TlsClient(files, otherKeys);
    }

    /** What the keys are called. */
    public TlsKeys keys() {
        return keys;
    }

    /** Trusts whom Java trusts, and shows no certificate. */
    public static TlsClient ofJava() {
        return new TlsClient(TlsFiles.NONE);
    }

    /**
     * What to make connections with. Costs a look at the times of the files where nothing has changed; ask for each new
     * connection.
     *
     * @throws IOException naming the file and what to do, if one cannot be used
     */
    public synchronized TlsContext context() throws IOException {
        List<Long> now = stamps();
        TlsContext known = context;
        if (known == null || !now.equals(stamps)) {
            context = null;
            known = TlsContext.load(files);
            context = known;
            stamps = now;
        }
        return known;
    }

    private List<Long> stamps() {
        List<Long> found = new ArrayList<>();
        for (Path file : files.all()) {
            try {
                found.add(Files.getLastModifiedTime(file).toMillis());
                found.add(Files.size(file));
            } catch (IOException e) {
                found.add(-1L); // reading it tells why
            }
        }
        return found;
    }

    @Override
    public String toString() {
        return "TlsClient" + files.all();
    }
}
