package dev.monitoring.collectors.gpu;

import java.io.IOException;

/** Says which call NVML refused, why, and what to do about it. */
final class NvmlException extends IOException {
    private static final long serialVersionUID = 1;

    /** What NVML says before it is initialized, or after somebody has shut it down. */
    static final int UNINITIALIZED = 1;

    static final int NOT_SUPPORTED = 3;
    static final int NO_PERMISSION = 4;
    static final int NOT_FOUND = 6;
    static final int INSUFFICIENT_SIZE = 7;
    static final int DRIVER_NOT_LOADED = 9;
    static final int TIMEOUT = 10;

    /** Also what a function counts as that the library lacks. */
    static final int FUNCTION_NOT_FOUND = 13;

    static final int GPU_IS_LOST = 15;
    static final int VERSION_MISMATCH = 18;
    static final int UNKNOWN = 999;

    private final int code;

    /**
     * A refusal.
     *
     * @param function the call, {@code nvmlInit_v2}
     * @param code what it returned
     * @param words what NVML says the code means
     */
    NvmlException(String function, int code, String words) {
        super(function + " failed with code " + code + " (" + words + ")" + remedy(code));
        this.code = code;
    }

    /** There is nothing to call. */
    NvmlException(String message) {
        super(message);
        this.code = FUNCTION_NOT_FOUND;
    }

    /** The library works and has no device. */
    static NvmlException noDevice() {
        return new NvmlException("NVML finds no GPU; give the container its devices, or switch this collector off");
    }

    private static String remedy(int code) {
        return switch (code) {
            case NO_PERMISSION -> "; let this process's user read and write /dev/nvidia*";
            case DRIVER_NOT_LOADED -> "; load the kernel module nvidia, or give the container the driver";
            case GPU_IS_LOST -> "; the device fell off the bus, look at the kernel's log and reset it";
            case VERSION_MISMATCH -> "; the library and the kernel module are of two versions, reboot after the update";
            default -> "";
        };
    }

    int code() {
        return code;
    }

    /** Whether this device, with this driver, will never answer the call. */
    boolean isForGood() {
        return code == NOT_SUPPORTED || code == FUNCTION_NOT_FOUND;
    }

    /** Whether NVML has to be initialized anew before anything can work again. */
    boolean endsTheSession() {
        return code == UNINITIALIZED || code == GPU_IS_LOST || code == VERSION_MISMATCH || code == UNKNOWN;
    }
}
