package dev.monitoring.collectors.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class ProbeReportTest {
    /** The value that blackbox_exporter gives for 127.0.0.1. */
    @Test
    void hashesAnAddressAsTheExporterDoes() throws Exception {
        assertEquals(3_668_918_509L, ProbeReport.hash(InetAddress.getLoopbackAddress()));
    }
}
