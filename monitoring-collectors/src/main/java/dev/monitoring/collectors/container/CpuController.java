package dev.monitoring.collectors.container;

import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import java.io.File;
import java.io.IOException;

/**
 * Processor time, throttling and shares. Version 1 has them in two controllers, which may be groups of their own, version 2
 * in one.
 */
final class CpuController {
    private static final Family USAGE = seconds("container_cpu_usage_seconds_total", "Processor time used.");
    private static final Family USER = seconds("container_cpu_user_seconds_total", "Processor time used by programs.");
    private static final Family SYSTEM =
            seconds("container_cpu_system_seconds_total", "Processor time used by the kernel.");
    private static final Family PERIODS =
            Family.counter("container_cpu_cfs_periods_total", "Periods the quota was enforced in.");
    private static final Family THROTTLED_PERIODS =
            Family.counter("container_cpu_cfs_throttled_periods_total", "Periods the quota was used up in.");
    private static final Family THROTTLED =
            seconds("container_cpu_cfs_throttled_seconds_total", "Time tasks waited for the next period.");
    private static final Family QUOTA = Family.gauge(
            "container_spec_cpu_quota", "Processor time there is per period, in microseconds; absent for no limit.");
    private static final Family PERIOD =
            Family.gauge("container_spec_cpu_period", "Length of a period, in microseconds.");
    private static final Family SHARES =
            Family.gauge("container_spec_cpu_shares", "Share of the processors when they are short.");

    private static final double NANOS = 1e9;
    private static final double MICROS = 1e6;
    private static final double TICKS_PER_SECOND = 100;

    private CpuController() {}

    private static Family seconds(String name, String help) {
        return Family.counter(name, help).in("seconds");
    }

    /** Processor time of version 1: the controller cpuacct. */
    static Controller accounting(GroupFiles files, Labels labels) {
        Labels total = labels.with("cpu", "total");
        File usage = files.file("cpuacct.usage");
        GroupFiles.Keyed stat = files.keyed("cpuacct.stat", "user", "system");
        return of("cpuacct", sink -> {
            Controller.add(sink, USAGE, total, files.number(usage) / NANOS);
            double[] ticks = files.read(stat);
            Controller.add(sink, USER, labels, ticks[0] / TICKS_PER_SECOND);
            Controller.add(sink, SYSTEM, labels, ticks[1] / TICKS_PER_SECOND);
        });
    }

    /** Quota and shares of version 1: the controller cpu. */
    static Controller version1(GroupFiles files, Labels labels) {
        File quotaFile = files.file("cpu.cfs_quota_us");
        File period = files.file("cpu.cfs_period_us");
        File shares = files.file("cpu.shares");
        GroupFiles.Keyed stat = files.keyed("cpu.stat", "nr_periods", "nr_throttled", "throttled_time");
        return of("cpu", sink -> {
            double quota = files.number(quotaFile); // −1 for none
            if (quota > 0) {
                double[] counts = files.read(stat);
                throttling(sink, labels, counts[0], counts[1], counts[2] / NANOS);
                Controller.add(sink, QUOTA, labels, quota);
            }
            Controller.add(sink, PERIOD, labels, files.number(period));
            Controller.add(sink, SHARES, labels, files.number(shares));
        });
    }

    static Controller version2(GroupFiles files, Labels labels) {
        Labels total = labels.with("cpu", "total");
        File max = files.file("cpu.max");
        File weight = files.file("cpu.weight");
        GroupFiles.Keyed stat = files.keyed(
                "cpu.stat", "usage_usec", "user_usec", "system_usec", "nr_periods", "nr_throttled", "throttled_usec");
        return of("cpu", sink -> {
            double[] counts = files.read(stat);
            Controller.add(sink, USAGE, total, counts[0] / MICROS);
            Controller.add(sink, USER, labels, counts[1] / MICROS);
            Controller.add(sink, SYSTEM, labels, counts[2] / MICROS);
            double quota = files.number(max);
            if (quota > 0 && !Double.isInfinite(quota)) {
                throttling(sink, labels, counts[3], counts[4], counts[5] / MICROS);
                Controller.add(sink, QUOTA, labels, quota);
            }
            Controller.add(sink, PERIOD, labels, files.number(max, 1));
            Controller.add(sink, SHARES, labels, shares(files.number(weight)));
        });
    }

    /** Weights from 1 to 10000 as the shares from 2 to 262144 they were made from. */
    static double shares(double weight) {
        return 2 + Math.floor((weight - 1) * 262142 / 9999);
    }

    private static void throttling(
            MetricSink sink, Labels labels, double periods, double throttledPeriods, double throttledSeconds) {
        Controller.add(sink, PERIODS, labels, periods);
        Controller.add(sink, THROTTLED_PERIODS, labels, throttledPeriods);
        Controller.add(sink, THROTTLED, labels, throttledSeconds);
    }

    private interface Reader {
        void collect(MetricSink sink) throws IOException;
    }

    private static Controller of(String name, Reader reader) {
        return new Controller() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public void collect(MetricSink sink) throws IOException {
                reader.collect(sink);
            }
        };
    }
}
