package dev.monitoring.collectors.gpu;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * NVIDIA's management library as it was loaded and initialized. Functions are looked up one by one, when they are called
 * first, for each driver has others. Confined to one thread at a time.
 *
 * @see <a href="https://docs.nvidia.com/deploy/nvml-api/">NVML API Reference Guide</a>
 */
final class Nvml implements AutoCloseable {
    private static final int SUCCESS = 0;
    private static final int NAME_BYTES = 128;

    private final NativeLibrary library;
    private final Map<String, Optional<Function>> functions = new HashMap<>();

    /** What answers are written to; overwritten by the next call. */
    private final Memory answer = new Memory(256);

    private Nvml(NativeLibrary library) {
        this.library = library;
    }

    /**
     * Loads and initializes the library.
     *
     * @param path the library's file, or empty to look for it where systems have it
     * @throws NvmlException if there is none that works
     */
    static Nvml open(Optional<String> path) throws NvmlException {
        Nvml nvml = new Nvml(load(path.map(List::of).orElseGet(Nvml::usualNames)));
        try {
            nvml.call(nvml.has("nvmlInit_v2") ? "nvmlInit_v2" : "nvmlInit");
            return nvml;
        } catch (NvmlException e) {
            nvml.answer.close();
            throw e;
        }
    }

    private static NativeLibrary load(List<String> names) throws NvmlException {
        String why = "";
        for (String name : names) {
            try {
                return NativeLibrary.getInstance(name);
            } catch (UnsatisfiedLinkError e) {
                why = why.isEmpty()
                        ? String.valueOf(e.getMessage()).lines().findFirst().orElse("")
                        : why;
            }
        }
        throw new NvmlException("NVML could not be loaded as " + String.join(" or ", names)
                + "; install NVIDIA's driver, give the container the driver's libraries, or name the file in the setting"
                + " \"library\" (" + why + ")");
    }

    private static List<String> usualNames() {
        return System.getProperty("os.name", "").startsWith("Windows")
                ? List.of("nvml", "C:\\Program Files\\NVIDIA Corporation\\NVSMI\\nvml.dll")
                : List.of("libnvidia-ml.so.1", "nvidia-ml");
    }

    /** What calls write their answers to, until the next call. */
    Memory answer() {
        return answer;
    }

    /** Whether this version of the library has a function. */
    boolean has(String function) {
        return find(function).isPresent();
    }

    /** Calls a function, and gives what it returned. */
    int ask(String function, Object... arguments) {
        Optional<Function> found = find(function);
        return found.isPresent() ? found.get().invokeInt(arguments) : NvmlException.FUNCTION_NOT_FOUND;
    }

    private Optional<Function> find(String function) {
        return functions.computeIfAbsent(function, name -> {
            try {
                return Optional.of(library.getFunction(name));
            } catch (UnsatisfiedLinkError e) {
                return Optional.empty();
            }
        });
    }

    /**
     * Calls a function.
     *
     * @throws NvmlException if it returns anything but success
     */
    void call(String function, Object... arguments) throws NvmlException {
        int code = ask(function, arguments);
        if (code != SUCCESS) {
            throw refused(function, code);
        }
    }

    /** An exception for a code. */
    NvmlException refused(String function, int code) {
        String words = find("nvmlErrorString")
                .map(described -> described.invokePointer(new Object[] {code}))
                .map(text -> text.getString(0))
                .orElse("not described");
        return new NvmlException(function, code, words);
    }

    /** The number of devices. */
    int deviceCount() throws NvmlException {
        call("nvmlDeviceGetCount_v2", answer);
        return answer.getInt(0);
    }

    /** A handle: of a device, of an instance on it. */
    Pointer handle(String function, Object... arguments) throws NvmlException {
        Object[] all = Arrays.copyOf(arguments, arguments.length + 1);
        all[arguments.length] = answer;
        call(function, all);
        return answer.getPointer(0);
    }

    /** An unsigned number of 32 bits. */
    long number(String function, Pointer device) throws NvmlException {
        call(function, device, answer);
        return Integer.toUnsignedLong(answer.getInt(0));
    }

    /** A text, or the empty one where there is none. */
    String text(String function, @Nullable Pointer device) {
        int code = device == null ? ask(function, answer, NAME_BYTES) : ask(function, device, answer, NAME_BYTES);
        return code == SUCCESS ? answer.getString(0) : "";
    }

    /** Shuts NVML down. The library stays loaded until nobody refers to it: all who open the same file share it. */
    @Override
    public void close() {
        ask("nvmlShutdown");
        answer.close();
    }
}
