package dev.monitoring.collectors.system.linux;

import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Software RAID: {@code /proc/mdstat}, a paragraph per array.
 *
 * <pre>
 * md0 : active raid1 sdb1[1] sda1[0](F)
 *       976630464 blocks super 1.2 [2/1] [_U]
 *       [=&gt;...................]  recovery =  8.5% (16775552/195310144) finish=17.0min speed=259783K/sec
 * </pre>
 */
final class SoftwareRaid {
    private static final Family BLOCKS = Family.gauge("node_md_blocks", "Blocks of an array.");
    private static final Family SYNCED = Family.gauge("node_md_blocks_synced", "Blocks of an array that are in sync.");
    private static final Family DISKS = Family.gauge("node_md_disks", "Disks of an array, by state.");
    private static final Family REQUIRED = Family.gauge("node_md_disks_required", "Disks an array needs.");
    private static final Family STATE = Family.gauge("node_md_state", "1 for the state an array is in.");

    private static final Pattern ARRAY = Pattern.compile("^(\\S+) : (active|inactive)(?: \\([^)]*\\))?(.*)$");
    private static final Pattern BLOCKS_LINE = Pattern.compile("^\\s+([0-9]{1,18}) blocks");
    private static final Pattern MEMBERS = Pattern.compile("\\[([0-9]{1,6})/([0-9]{1,6})\\]");
    private static final Pattern MEMBER = Pattern.compile("\\S+\\[[0-9]+\\](\\([A-Z]\\))?");
    private static final Pattern PROGRESS =
            Pattern.compile("(recovery|resync|reshape|check)\\s*=.*\\(([0-9]{1,18})/([0-9]{1,18})\\)");
    private static final List<String> STATES = List.of("active", "inactive", "recovering", "resync", "check");

    private SoftwareRaid() {}

    static HardwarePart part(KernelPaths paths) {
        Path file = paths.procfs().resolve("mdstat");
        return HardwarePart.of("mdadm", AttributesPart.INTERVAL, () -> {
            return file.toFile().exists() ? Optional.of(parse(Sysfs.lines(file))) : Optional.empty();
        });
    }

    /** The samples of all arrays. */
    static List<Sample> parse(List<String> lines) {
        List<Sample> samples = new ArrayList<>();
        Array array = null;
        for (String line : lines) {
            Matcher heading = ARRAY.matcher(line);
            if (heading.matches()) {
                emit(array, samples);
                array = new Array(heading.group(1), heading.group(2), heading.group(3));
            } else if (array != null) {
                array.detail(line);
            }
        }
        emit(array, samples);
        return samples;
    }

    private static final class Array {
        private final String device;
        private String state;
        private long blocks = -1;
        private long synced = -1;
        private long required;
        private long active;
        private long failed;
        private long spare;

        private Array(String device, String state, String members) {
            this.device = device;
            this.state = state;
            Matcher member = MEMBER.matcher(members);
            while (member.find()) {
                String mark = member.group(1) == null ? "" : member.group(1);
                failed += mark.equals("(F)") ? 1 : 0;
                spare += mark.equals("(S)") ? 1 : 0;
                active += mark.isEmpty() ? 1 : 0;
            }
            required = active; // arrays without redundancy need all they have and do not say so
        }

        private void detail(String line) {
            Matcher size = BLOCKS_LINE.matcher(line);
            if (size.find()) {
                blocks = Long.parseLong(size.group(1));
                Matcher counts = MEMBERS.matcher(line);
                if (counts.find()) {
                    required = Long.parseLong(counts.group(1));
                    active = Long.parseLong(counts.group(2));
                }
            }
            Matcher progress = PROGRESS.matcher(line);
            if (progress.find()) {
                synced = Long.parseLong(progress.group(2));
                state = switch (progress.group(1)) {
                    case "check" -> "check";
                    case "resync" -> "resync";
                    default -> "recovering";
                };
            }
        }
    }

    private static void emit(@Nullable Array array, List<Sample> samples) {
        if (array == null) {
            return;
        }
        Labels labels = Labels.of("device", array.device);
        if (array.blocks >= 0) {
            samples.add(new Sample(BLOCKS, labels, array.blocks));
            samples.add(new Sample(SYNCED, labels, array.synced >= 0 ? array.synced : array.blocks));
        }
        samples.add(new Sample(DISKS, labels.with("state", "active"), array.active));
        samples.add(new Sample(DISKS, labels.with("state", "failed"), array.failed));
        samples.add(new Sample(DISKS, labels.with("state", "spare"), array.spare));
        samples.add(new Sample(REQUIRED, labels, array.required));
        for (String state : STATES) {
            samples.add(new Sample(STATE, labels.with("state", state), array.state.equals(state) ? 1 : 0));
        }
    }
}
