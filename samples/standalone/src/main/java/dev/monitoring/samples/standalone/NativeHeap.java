package dev.monitoring.samples.standalone;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * The memory that the JVM takes from the C library. What its compilers free after the first minutes, some 30 MB, the library
 * keeps for itself unless told otherwise; measured with OpenJDK 17 and glibc 2.36. Stateless.
 */
final class NativeHeap {
    private NativeHeap() {}

    /** Gives back to the system what is free, where the JVM has a way to: HotSpot on Linux, from 17.0.9 on. */
    static boolean trim() {
        try {
            ObjectName commands = new ObjectName("com.sun.management:type=DiagnosticCommand");
            ManagementFactory.getPlatformMBeanServer().invoke(commands, "systemTrimNativeHeap", null, null);
            return true;
        } catch (JMException e) {
            return false; // another JVM: it keeps what it has
        }
    }
}
