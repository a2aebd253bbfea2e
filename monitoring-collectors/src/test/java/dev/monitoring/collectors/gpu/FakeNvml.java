package dev.monitoring.collectors.gpu;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A library that answers as NVML does, compiled by the machine's C compiler, with knobs to make it fail. */
public final class FakeNvml {
    private final Path file;
    private final NativeLibrary library;

    private FakeNvml(Path file) {
        this.file = file;
        this.library = NativeLibrary.getInstance(file.toString());
    }

    /** Compiles the library into a directory; skips the test where there is no C compiler. */
    public static FakeNvml compile(Path directory) throws Exception {
        String compiler = compiler().orElse("");
        assumeTrue(!compiler.isEmpty(), "no C compiler (cc, gcc or clang) to build a stand-in for NVML with");
        Path source = directory.resolve("fake_nvml.c");
        try (InputStream in = FakeNvml.class.getResourceAsStream("fake_nvml.c")) {
            Files.copy(in, source, StandardCopyOption.REPLACE_EXISTING);
        }
        Path file = directory.resolve("libfake-nvml.so");
        Process process = new ProcessBuilder(compiler, "-shared", "-fPIC", "-o", file.toString(), source.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException(compiler + " failed: " + said);
        }
        return new FakeNvml(file);
    }

    private static Optional<String> compiler() throws InterruptedException {
        for (String name : List.of("cc", "gcc", "clang")) {
            try {
                Process process = new ProcessBuilder(name, "--version")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
                if (process.waitFor() == 0) {
                    return Optional.of(name);
                }
            } catch (IOException e) {
                // not there; the next one may be
            }
        }
        return Optional.empty();
    }

    /** The library's file. */
    public String file() {
        return file.toString();
    }

    /** Forgets all that was set, and that it was initialized. */
    void reset() {
        library.getFunction("reset").invokeVoid(new Object[0]);
    }

    /** Lets a function return a code from now on, 0 for none. */
    void fail(String function, int code) {
        set("code:" + function, code);
    }

    void set(String key, long value) {
        library.getFunction("set").invokeVoid(new Object[] {key, value});
    }

    long get(String key) {
        return library.getFunction("get").invokeLong(new Object[] {key});
    }
}
