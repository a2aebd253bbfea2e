package dev.monitoring.collectors.system.linux;

import com.google.re2j.Pattern;
import dev.monitoring.collectors.kernel.KernelText;
import dev.monitoring.collectors.kernel.NameTable;
import dev.monitoring.core.model.Labels;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The mounted file systems, without those that are left out: {@code mountinfo}, a line per mount. A line that was there
 * before gives the same object again. Confined to the runs.
 *
 * <pre>
 * 36 35 98:0 / /srv/data rw,noatime master:1 - ext3 /dev/sdb1 rw,errors=continue
 * id parent device root mountPoint options optional… - type source superOptions
 * </pre>
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html">proc_pid_mountinfo(5)</a>
 */
final class MountTable {
    private static final int MAX_MOUNTS = 10_000;
    private static final byte[] SEPARATOR = KernelText.ascii("-");
    private static final String READ_ONLY = ",ro,";

    private final KernelText text;
    private final KernelPaths paths;
    private final Pattern excludedMountPoints;
    private final Pattern excludedTypes;
    private final File mountinfo;
    private final NameTable<Optional<MountPoint>> byLine = new NameTable<>();
    private List<MountPoint> listed = new ArrayList<>();
    private List<MountPoint> previouslyListed = new ArrayList<>();
    private List<MountPoint> distinct = List.of();

    MountTable(KernelText text, LinuxSettings settings) {
        this.text = text;
        this.paths = settings.paths();
        this.excludedMountPoints = settings.filters().mountPointsExclude();
        this.excludedTypes = settings.filters().fileSystemsExclude();
        // The host's mounts are those of its first process; ours are our own, whose paths we can ask about.
        this.mountinfo = paths.proc(paths.isHostItself() ? "self/mountinfo" : "1/mountinfo");
    }

    /**
     * Reads the file.
     *
     * @return the mounts, the same list as long as they are the same; nothing where there is no such file
     */
    Optional<List<MountPoint>> read() throws IOException {
        if (!text.open(mountinfo)) {
            return Optional.empty();
        }
        List<MountPoint> reused = previouslyListed;
        previouslyListed = listed;
        listed = reused;
        listed.clear();
        int seen = 0;
        try {
            while (text.nextLine() && seen < MAX_MOUNTS) {
                seen++;
                line().ifPresent(listed::add);
            }
        } finally {
            text.close();
        }
        byLine.trim(seen);
        if (!listed.equals(previouslyListed)) {
            distinct = distinct(listed);
        }
        return Optional.of(distinct);
    }

    private Optional<MountPoint> line() {
        text.wholeLine();
        Optional<MountPoint> known = text.lookUp(byLine);
        if (known == null) {
            known = parse();
            text.wholeLine();
            text.remember(byLine, known);
        }
        return known;
    }

    /** One of those mounted over each other at the same place by the same name. */
    private static List<MountPoint> distinct(List<MountPoint> all) {
        Set<Labels> seen = new HashSet<>();
        List<MountPoint> distinct = new ArrayList<>();
        for (MountPoint mount : all) {
            if (seen.add(mount.labels())) {
                distinct.add(mount);
            }
        }
        return List.copyOf(distinct);
    }

    private Optional<MountPoint> parse() {
        if (!text.skipTokens(2) || !text.nextToken()) {
            return Optional.empty();
        }
        String[] numbers = text.tokenText().split(":");
        if (numbers.length != 2 || !text.skipTokens(1) || !text.nextToken()) {
            return Optional.empty();
        }
        String mountPoint = unescape(text.tokenText());
        boolean readOnly = text.nextToken() && isReadOnly(text.tokenText());
        boolean optionalFields = true;
        while (optionalFields) {
            optionalFields = text.nextToken() && !text.tokenIs(SEPARATOR);
        }
        String type = text.nextToken() ? text.tokenText() : "";
        String device = text.nextToken() ? unescape(text.tokenText()) : "";
        readOnly |= text.nextToken() && isReadOnly(text.tokenText());
        if (type.isEmpty()
                || !mountPoint.startsWith("/")
                || excludedMountPoints.matcher(mountPoint).find()
                || excludedTypes.matcher(type).find()) {
            return Optional.empty();
        }
        return Optional.of(new MountPoint(
                paths.host(mountPoint).toString(),
                type,
                readOnly,
                Labels.of("device", device, "fstype", type, "mountpoint", mountPoint),
                Labels.of("device", device, "major", numbers[0], "minor", numbers[1], "mountpoint", mountPoint)));
    }

    private static boolean isReadOnly(String options) {
        return ("," + options + ",").contains(READ_ONLY);
    }

    /** The kernel writes space, tab, line feed and backslash as a backslash and three octal digits. */
    static String unescape(String escaped) {
        if (escaped.indexOf('\\') < 0) {
            return escaped;
        }
        StringBuilder plain = new StringBuilder(escaped.length());
        for (int i = 0; i < escaped.length(); i++) {
            int code = octal(escaped, i);
            if (code >= 0) {
                plain.append((char) code);
                i += 3;
            } else {
                plain.append(escaped.charAt(i));
            }
        }
        return plain.toString();
    }

    private static int octal(String text, int backslash) {
        if (text.charAt(backslash) != '\\' || backslash + 3 >= text.length()) {
            return -1;
        }
        int code = 0;
        for (int i = 1; i <= 3; i++) {
            int digit = text.charAt(backslash + i) - '0';
            if (digit < 0 || digit > 7) {
                return -1;
            }
            code = 8 * code + digit;
        }
        return code;
    }
}
