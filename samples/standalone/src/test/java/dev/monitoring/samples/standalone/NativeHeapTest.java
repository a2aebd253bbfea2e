package dev.monitoring.samples.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import javax.management.MBeanOperationInfo;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

class NativeHeapTest {
    @Test
    void isTrimmedWhereTheJvmHasAWay() throws Exception {
        boolean hasWay = Arrays.stream(ManagementFactory.getPlatformMBeanServer()
                        .getMBeanInfo(new ObjectName("com.sun.management:type=DiagnosticCommand"))
                        .getOperations())
                .map(MBeanOperationInfo::getName)
                .anyMatch("systemTrimNativeHeap"::equals);

        assertEquals(hasWay, NativeHeap.trim());
    }
}
