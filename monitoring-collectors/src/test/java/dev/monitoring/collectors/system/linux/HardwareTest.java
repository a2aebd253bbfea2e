package dev.monitoring.collectors.system.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.collectors.RecordingSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.MetricType;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class HardwareTest {
    private static final long SHORT = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LONG = TimeUnit.SECONDS.toNanos(30);

    @TempDir
    private Path directory;

    private final ReaderPool pool = new ReaderPool("test-reader", 2);
    private LinuxHost host;

    @BeforeEach
    void prepareHost() {
        host = LinuxHost.empty(directory);
    }

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void readsSensorsOfChips() throws IOException {
        host.write("sys/devices/platform/coretemp.0/hwmon/hwmon3/name", "coretemp\n")
                .write("sys/devices/platform/coretemp.0/hwmon/hwmon3/temp1_input", "55000\n")
                .write("sys/devices/platform/coretemp.0/hwmon/hwmon3/temp1_label", "Package id 0\n")
                .write("sys/devices/platform/coretemp.0/hwmon/hwmon3/temp1_max", "84000\n")
                .write("sys/devices/platform/coretemp.0/hwmon/hwmon3/temp1_crit_alarm", "0\n")
                .write("sys/devices/platform/coretemp.0/hwmon/hwmon3/fan1_input", "1098\n")
                .write("sys/devices/platform/coretemp.0/hwmon/hwmon3/fan1_alarm", "1\n")
                .write("sys/devices/platform/coretemp.0/hwmon/hwmon3/in0_input", "1250\n")
                .write("sys/devices/platform/coretemp.0/hwmon/hwmon3/power1_average", "23450000\n")
                .write("sys/devices/platform/coretemp.0/hwmon/hwmon3/power1_average_interval", "1000\n")
                .write("sys/devices/platform/coretemp.0/hwmon/hwmon3/energy1_input", "77000000\n")
                .write("sys/devices/platform/coretemp.0/hwmon/hwmon3/update_interval", "2000\n")
                .write("sys/devices/platform/coretemp.0/hwmon/hwmon3/uevent", "\n");
        link("sys/class/hwmon/hwmon3", "sys/devices/platform/coretemp.0/hwmon/hwmon3");
        link("sys/devices/platform/coretemp.0/hwmon/hwmon3/device", "sys/devices/platform/coretemp.0");
        String[] temp = {"chip", "platform_coretemp_0", "sensor", "temp1"};
        String[] fan = {"chip", "platform_coretemp_0", "sensor", "fan1"};
        String[] power = {"chip", "platform_coretemp_0", "sensor", "power1"};

        RecordingSink sink = LinuxHost.read(Sensors.parts(host.paths()));

        assertEquals(55, sink.value("node_hwmon_temp_celsius", temp));
        assertEquals(84, sink.value("node_hwmon_temp_max_celsius", temp));
        assertEquals(0, sink.value("node_hwmon_temp_crit_alarm_celsius", temp));
        assertEquals(1098, sink.value("node_hwmon_fan_rpm", fan));
        assertEquals(1, sink.value("node_hwmon_fan_alarm", fan));
        assertEquals(1.25, sink.value("node_hwmon_in_volts", "chip", "platform_coretemp_0", "sensor", "in0"));
        assertEquals(23.45, sink.value("node_hwmon_power_average_watt", power), 1e-9);
        assertEquals(1, sink.value("node_hwmon_power_average_interval_seconds", power));
        assertEquals(
                77, sink.value("node_hwmon_energy_joule_total", "chip", "platform_coretemp_0", "sensor", "energy1"));
        assertEquals(
                MetricType.COUNTER,
                sink.families().get("node_hwmon_energy_joule_total").type());
        assertEquals(
                2,
                sink.value(
                        "node_hwmon_update_interval_seconds",
                        "chip",
                        "platform_coretemp_0",
                        "sensor",
                        "update_interval0"));
        assertTrue(sink.has("node_hwmon_chip_names", "chip", "platform_coretemp_0", "chip_name", "coretemp"));
        assertTrue(sink.has(
                "node_hwmon_sensor_label", "chip", "platform_coretemp_0", "label", "Package id 0", "sensor", "temp1"));
    }

    @Test
    void readsThermalZonesAndCoolingDevices() throws IOException {
        host.write("sys/class/thermal/thermal_zone0/type", "x86_pkg_temp\n")
                .write("sys/class/thermal/thermal_zone0/temp", "49925\n")
                .write("sys/class/thermal/cooling_device0/type", "Processor\n")
                .write("sys/class/thermal/cooling_device0/cur_state", "2\n")
                .write("sys/class/thermal/cooling_device0/max_state", "50\n");

        RecordingSink sink = LinuxHost.read(Devices.parts(host.paths()));

        assertEquals(49.925, sink.value("node_thermal_zone_temp", "type", "x86_pkg_temp", "zone", "0"), 1e-9);
        assertEquals(2, sink.value("node_cooling_device_cur_state", "name", "0", "type", "Processor"));
        assertEquals(50, sink.value("node_cooling_device_max_state", "name", "0", "type", "Processor"));
    }

    @Test
    void readsPowerSupplies() throws IOException {
        host.write("sys/class/power_supply/BAT0/capacity", "81\n")
                .write("sys/class/power_supply/BAT0/energy_now", "36580000\n")
                .write("sys/class/power_supply/BAT0/temp", "301\n")
                .write("sys/class/power_supply/BAT0/cycle_count", "12\n")
                .write("sys/class/power_supply/BAT0/status", "Discharging\n")
                .write("sys/class/power_supply/BAT0/type", "Battery\n")
                .write("sys/class/power_supply/AC/online", "0\n")
                .write("sys/class/power_supply/AC/type", "Mains\n");

        RecordingSink sink = LinuxHost.read(Devices.parts(host.paths()));
        RecordingSink facts = LinuxHost.read(facts(host.paths()));

        assertEquals(81, sink.value("node_power_supply_capacity", "power_supply", "BAT0"));
        assertEquals(36.58, sink.value("node_power_supply_energy_watthour", "power_supply", "BAT0"), 1e-9);
        assertEquals(30.1, sink.value("node_power_supply_temp_celsius", "power_supply", "BAT0"), 1e-9);
        assertEquals(12, sink.value("node_power_supply_cyclecount", "power_supply", "BAT0"));
        assertEquals(0, sink.value("node_power_supply_online", "power_supply", "AC"));
        assertTrue(facts.has(
                "node_power_supply_info", "power_supply", "BAT0", "status", "Discharging", "type", "Battery"));
    }

    @Test
    void readsMemoryErrors() throws IOException {
        host.write("sys/devices/system/edac/mc/mc0/ce_count", "1\n")
                .write("sys/devices/system/edac/mc/mc0/ue_count", "5\n")
                .write("sys/devices/system/edac/mc/mc0/ce_noinfo_count", "2\n")
                .write("sys/devices/system/edac/mc/mc0/ue_noinfo_count", "6\n")
                .write("sys/devices/system/edac/mc/mc0/csrow0/ce_count", "3\n")
                .write("sys/devices/system/edac/mc/mc0/csrow0/ue_count", "4\n");

        RecordingSink sink = LinuxHost.read(Devices.parts(host.paths()));

        assertEquals(1, sink.value("node_edac_correctable_errors_total", "controller", "0"));
        assertEquals(5, sink.value("node_edac_uncorrectable_errors_total", "controller", "0"));
        assertEquals(2, sink.value("node_edac_csrow_correctable_errors_total", "controller", "0", "csrow", "unknown"));
        assertEquals(4, sink.value("node_edac_csrow_uncorrectable_errors_total", "controller", "0", "csrow", "0"));
    }

    @Test
    void readsProcessorFrequenciesAndThrottling() throws IOException {
        for (int cpu = 0; cpu < 2; cpu++) {
            host.write("sys/devices/system/cpu/cpu" + cpu + "/cpufreq/scaling_cur_freq", "1699981\n")
                    .write("sys/devices/system/cpu/cpu" + cpu + "/cpufreq/scaling_governor", "powersave\n")
                    .write(
                            "sys/devices/system/cpu/cpu" + cpu + "/cpufreq/scaling_available_governors",
                            "performance powersave\n")
                    .write("sys/devices/system/cpu/cpu" + cpu + "/topology/physical_package_id", "0\n")
                    .write("sys/devices/system/cpu/cpu" + cpu + "/topology/core_id", "7\n")
                    .write("sys/devices/system/cpu/cpu" + cpu + "/thermal_throttle/core_throttle_count", "5\n")
                    .write("sys/devices/system/cpu/cpu" + cpu + "/thermal_throttle/package_throttle_count", "30\n");
        }
        host.write("sys/devices/system/cpu/isolated", "1,3-4\n").write("sys/devices/system/cpu/cpufreq/x", "");

        RecordingSink sink = LinuxHost.read(Devices.parts(host.paths()));
        RecordingSink facts = LinuxHost.read(facts(host.paths()));

        assertEquals(1699981000.0, sink.value("node_cpu_scaling_frequency_hertz", "cpu", "1"));
        assertEquals(5, sink.value("node_cpu_core_throttles_total", "core", "7", "package", "0"));
        assertEquals(30, sink.value("node_cpu_package_throttles_total", "package", "0"));
        assertEquals(1, sink.samples("node_cpu_core_throttles_total").size(), "threads of one core count once");
        assertEquals(1, facts.value("node_cpu_scaling_governor", "cpu", "0", "governor", "powersave"));
        assertEquals(0, facts.value("node_cpu_scaling_governor", "cpu", "0", "governor", "performance"));
        assertEquals(3, facts.samples("node_cpu_isolated").size());
    }

    @Test
    void readsSoftwareRaid() throws IOException {
        host.write("proc/mdstat", """
                Personalities : [raid1] [raid0] [raid6]
                md0 : active raid1 sdb1[1] sda1[0](F) sdc1[2](S)
                      976630464 blocks super 1.2 [2/1] [_U]
                      [=>...................]  recovery =  8.5% (16775552/976630464) finish=17.0min speed=259783K/sec

                md1 : active raid0 sdd1[0] sde1[1]
                      314159 blocks 64k chunks

                md2 : inactive sdf[0](S)
                      7932 blocks super external:imsm

                md3 : active (auto-read-only) raid6 sdg[0] sdh[1]
                      5853468288 blocks super 1.2 level 6, 64k chunk, algorithm 2 [8/8] [UUUUUUUU]

                unused devices: <none>
                """);

        RecordingSink sink = LinuxHost.read(List.of(SoftwareRaid.part(host.paths())));

        assertEquals(976630464, sink.value("node_md_blocks", "device", "md0"));
        assertEquals(16775552, sink.value("node_md_blocks_synced", "device", "md0"));
        assertEquals(2, sink.value("node_md_disks_required", "device", "md0"));
        assertEquals(1, sink.value("node_md_disks", "device", "md0", "state", "active"));
        assertEquals(1, sink.value("node_md_disks", "device", "md0", "state", "failed"));
        assertEquals(1, sink.value("node_md_disks", "device", "md0", "state", "spare"));
        assertEquals(1, sink.value("node_md_state", "device", "md0", "state", "recovering"));
        assertEquals(2, sink.value("node_md_disks_required", "device", "md1"));
        assertEquals(1, sink.value("node_md_state", "device", "md2", "state", "inactive"));
        assertEquals(8, sink.value("node_md_disks", "device", "md3", "state", "active"));
        assertEquals(5853468288.0, sink.value("node_md_blocks_synced", "device", "md3"));
    }

    @Test
    void readsBondedInterfaces() throws IOException {
        host.write("sys/class/net/bonding_masters", "bond0\n")
                .write("sys/class/net/bond0/bonding/slaves", "eth0 eth1\n")
                .write("sys/class/net/bond0/lower_eth0/bonding_slave/mii_status", "up\n")
                .write("sys/class/net/bond0/lower_eth1/bonding_slave/mii_status", "down\n");

        RecordingSink sink = LinuxHost.read(facts(host.paths()));

        assertEquals(2, sink.value("node_bonding_slaves", "master", "bond0"));
        assertEquals(1, sink.value("node_bonding_active", "master", "bond0"));
    }

    @Test
    void readsWhatUdevKnowsOfDisks() throws IOException {
        host.write("proc/diskstats", "   8       0 sda 1 2 3\n   8       1 sda1 1 2 3\n 252       0 dm-0 1 2 3\n")
                .write("sys/block/sda/queue/rotational", "1\n")
                .write("udev/b8:0", """
                        S:disk/by-id/ata-X
                        E:ID_MODEL=TOSHIBA_KSDB4U86
                        E:ID_SERIAL_SHORT=Y1A0A0BCD
                        E:ID_SERIAL=TOSHIBA_KSDB4U86_Y1A0A0BCD
                        E:ID_REVISION=0102
                        E:ID_WWN=0x5000c500a2c2d7c1
                        E:ID_PATH=pci-0000:00:1f.2-ata-1
                        E:ID_ATA=1
                        E:ID_ATA_WRITE_CACHE=1
                        E:ID_ATA_ROTATION_RATE_RPM=7200
                        """)
                .write("udev/b252:0", """
                        E:DM_NAME=vg0-root
                        E:DM_UUID=LVM-x
                        E:DM_VG_NAME=vg0
                        E:DM_LV_NAME=root
                        E:ID_FS_TYPE=ext4
                        E:ID_FS_USAGE=filesystem
                        E:ID_FS_UUID=1-2
                        E:ID_FS_VERSION=1.0
                        """);

        RecordingSink sink = LinuxHost.read(List.of(Disks.part(host.settings(Duration.ofSeconds(1)))));

        assertTrue(
                sink.has(
                        "node_disk_info",
                        "device",
                        "sda",
                        "major",
                        "8",
                        "minor",
                        "0",
                        "model",
                        "TOSHIBA_KSDB4U86",
                        "path",
                        "pci-0000:00:1f.2-ata-1",
                        "revision",
                        "0102",
                        "rotational",
                        "1",
                        "serial",
                        "Y1A0A0BCD",
                        "wwn",
                        "0x5000c500a2c2d7c1"),
                sink::text);
        assertEquals(7200, sink.value("node_disk_ata_rotation_rate_rpm", "device", "sda"));
        assertEquals(1, sink.value("node_disk_ata_write_cache", "device", "sda"));
        assertEquals(2, sink.samples("node_disk_info").size(), "partitions are left out");
        assertEquals(1, sink.samples("node_disk_device_mapper_info").size());
        assertEquals(
                "ext4",
                sink.samples("node_disk_filesystem_info").get(0).labels().get("type"));
    }

    @Test
    void readsFactsOfBoardDistributionAndSecurity() throws IOException {
        host.write("sys/class/dmi/id/sys_vendor", "Dell Inc.\n")
                .write("sys/class/dmi/id/product_name", "PowerEdge\n")
                .write("sys/fs/selinux/enforce", "1")
                .write("sys/class/nvme/nvme0/model", "Samsung SSD 970 PRO 512GB\n")
                .write("sys/class/nvme/nvme0/state", "live\n")
                .write("root/etc/os-release", """
                        # a comment
                        NAME='Ubuntu'
                        ID=ubuntu
                        ID_LIKE=debian
                        VERSION_ID="22.04.3"
                        PRETTY_NAME="Ubuntu \\"22\\""
                        """);

        RecordingSink sink = LinuxHost.read(facts(host.paths()));

        assertTrue(sink.has("node_dmi_info", "product_name", "PowerEdge", "system_vendor", "Dell Inc."));
        assertEquals(1, sink.value("node_selinux_enabled"));
        assertEquals(1, sink.value("node_selinux_current_mode"));
        assertTrue(
                sink.has("node_nvme_info", "device", "nvme0", "model", "Samsung SSD 970 PRO 512GB", "state", "live"));
        assertEquals(22.04, sink.value("node_os_version", "id", "ubuntu", "id_like", "debian", "name", "Ubuntu"));
        assertEquals(
                "Ubuntu \"22\"", sink.samples("node_os_info").get(0).labels().get("pretty_name"));
    }

    @Test
    void knowsTheKernelsWordsForArchitectures() {
        assertEquals("x86_64", HostFacts.machine("amd64"));
        assertEquals("aarch64", HostFacts.machine("aarch64"));
        assertEquals("riscv64", HostFacts.machine("riscv64"));
    }

    @Test
    void readsListsOfProcessors() {
        assertEquals(List.of(1, 4, 5, 6), DeviceFacts.cpuList("1,4-6"));
        assertEquals(List.of(), DeviceFacts.cpuList(""));
        assertEquals(List.of(2), DeviceFacts.cpuList("x,2,-3,999999"));
    }

    @Test
    void unescapesMountPoints() {
        assertEquals("/a b\tc\\d", MountTable.unescape("/a\\040b\\011c\\134d"));
        assertEquals("/a\\04", MountTable.unescape("/a\\04"));
        assertEquals("/a\\09x", MountTable.unescape("/a\\09x"));
    }

    @Test
    void leavesOutAttributesTheDriverDoesNotSupport() throws IOException {
        host.write("sys/class/net/eth0/mtu", "1500\n")
                .write("sys/class/net/eth0/speed", "")
                .write("sys/class/net/eth0/operstate", "up\n");
        HardwarePart part =
                NetworkInterfaces.parts(host.settings(Duration.ofSeconds(1))).get(0);

        RecordingSink sink = LinuxHost.read(List.of(part));

        assertEquals(1500, sink.value("node_network_mtu_bytes", "device", "eth0"));
        assertEquals(1, sink.value("node_network_up", "device", "eth0"));
        assertFalse(sink.has("node_network_speed_bytes", "device", "eth0"));
    }

    @Test
    void readsAtItsIntervalAndRepeatsInBetween() throws Exception {
        ManualClock clock = ManualClock.at(Instant.parse("2026-11-20T12:00:00Z"));
        AtomicInteger reads = new AtomicInteger();
        HardwarePart part = HardwarePart.of("hwmon", Duration.ofSeconds(15), () -> {
            reads.incrementAndGet();
            return Optional.of(List.of());
        });
        Hardware hardware = new Hardware(clock, pool, List.of(part));

        for (int run = 0; run < 7; run++) {
            hardware.start();
            hardware.await(LONG, LONG);
            RecordingSink sink = new RecordingSink();
            hardware.emit(sink, new PartStatus());
            assertEquals(1, sink.value("node_scrape_collector_success", "collector", "hwmon"));
            clock.advance(Duration.ofSeconds(5));
        }

        assertEquals(3, reads.get());
    }

    @Test
    void forgetsValuesOfADriverThatHangs() throws Exception {
        ManualClock clock = ManualClock.at(Instant.parse("2026-11-20T12:00:00Z"));
        CountDownLatch driver = new CountDownLatch(1);
        AtomicInteger reads = new AtomicInteger();
        HardwarePart part = HardwarePart.of("hwmon", Duration.ofSeconds(15), () -> {
            if (reads.getAndIncrement() > 0) {
                awaitQuietly(driver);
            }
            return Optional.of(List.of(new Sample(Family.gauge("temperature", "A temperature."), Labels.EMPTY, 40)));
        });
        Hardware hardware = new Hardware(clock, pool, List.of(part));
        assertTrue(runOnce(hardware).has("temperature"));

        clock.advance(Duration.ofSeconds(15));
        assertTrue(runOnce(hardware).has("temperature"), "the last value still counts for a while");
        clock.advance(Duration.ofSeconds(60));
        RecordingSink late = runOnce(hardware);

        assertFalse(late.has("temperature"));
        assertEquals(0, late.value("node_scrape_collector_success", "collector", "hwmon"));
        driver.countDown();
    }

    @Test
    void saysWhatFailed() throws Exception {
        HardwarePart broken = HardwarePart.of("nvme", Duration.ofSeconds(15), () -> {
            throw new IOException("Input/output error");
        });
        Hardware hardware = new Hardware(Clock.system(), pool, List.of(broken));

        hardware.start();
        hardware.await(LONG, LONG);
        RecordingSink sink = new RecordingSink();
        hardware.emit(sink, new PartStatus());

        assertEquals(Set.of("nvme"), sink.missing().keySet());
        assertEquals(0, sink.value("node_scrape_collector_success", "collector", "nvme"));
    }

    private static List<HardwarePart> facts(KernelPaths paths) {
        List<HardwarePart> parts = new ArrayList<>(HostFacts.parts(paths, "amd64"));
        parts.addAll(DeviceFacts.parts(paths));
        return parts;
    }

    private static RecordingSink runOnce(Hardware hardware) throws InterruptedException {
        hardware.start();
        hardware.await(SHORT, LONG);
        RecordingSink sink = new RecordingSink();
        hardware.emit(sink, new PartStatus());
        return sink;
    }

    private static void awaitQuietly(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }

    private void link(String link, String target) throws IOException {
        Path path = directory.resolve(link);
        Files.createDirectories(path.getParent());
        Files.createSymbolicLink(path, directory.resolve(target));
    }
}
