package dev.monitoring.collectors.container;

import dev.monitoring.collectors.kernel.KernelText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which control groups this process is in, controller by controller, and where their files lie. Immutable.
 *
 * <p>Version 1 has a hierarchy per controller or pair of them, version 2 has one for all. Hosts mix them: some controllers
 * mounted as version 1, and a version 2 hierarchy beside that has the rest or none. So each controller is looked up in
 * version 1 first, then in version 2.
 *
 * <p>Two files of the kernel tell: {@code /proc/self/cgroup} names the group within each hierarchy, {@code
 * /proc/self/mountinfo} where the hierarchy, or the part of it that a container may see, is mounted.
 *
 * @param version1 the group of each version 1 controller
 * @param version2 the group in the version 2 hierarchy
 * @param containerId the id a container runtime gave, where it shows in one of the paths
 * @see <a href="https://man7.org/linux/man-pages/man7/cgroups.7.html">cgroups(7)</a>
 */
record ControlGroups(Map<String, Group> version1, Optional<Group> version2, Optional<String> containerId) {
    private static final Pattern CONTAINER_ID = Pattern.compile("(?:^|[/:-])([0-9a-f]{64})(?:$|[/.])");
    private static final int SHORT_ID = 12;
    private static final int MAX_LINES = 10_000;

    ControlGroups {
        version1 = Map.copyOf(version1);
    }

    /**
     * A group: its path in its hierarchy, which is its identity, and its directory.
     *
     * @param id the path
     * @param directory where its files are
     */
    record Group(String id, Path directory) {}

    /** A mounted hierarchy, or a part of one. */
    private record Mount(String type, String root, Path mountPoint, List<String> controllers) {}

    /** No groups: not Linux, or a kernel without them. */
    static ControlGroups none() {
        return new ControlGroups(Map.of(), Optional.empty(), Optional.empty());
    }

    /**
     * Looks them up.
     *
     * @param root the directory that everything lies below; {@code /} but for tests
     * @throws IOException the kernel's files are there and cannot be read
     */
    static ControlGroups find(Path root, KernelText text) throws IOException {
        List<String> memberships = lines(root.resolve("proc/self/cgroup"), text);
        if (memberships.isEmpty()) {
            return none();
        }
        List<String> mountinfo = lines(root.resolve("proc/self/mountinfo"), text);
        List<Mount> mounts = mounts(root, mountinfo);
        Map<String, Group> version1 = new HashMap<>();
        Optional<Group> version2 = Optional.empty();
        for (String membership : memberships) {
            String[] fields = membership.split(":", 3); // hierarchy:controllers:path
            if (fields.length < 3) {
                continue;
            }
            if (fields[0].equals("0") && fields[1].isEmpty()) {
                version2 = mounts.stream()
                        .filter(mount -> mount.type.equals("cgroup2"))
                        .findFirst()
                        .flatMap(mount -> group(mount, fields[2]));
                continue;
            }
            for (String controller : fields[1].split(",")) {
                mounts.stream()
                        .filter(mount -> mount.type.equals("cgroup") && mount.controllers.contains(controller))
                        .findFirst()
                        .flatMap(mount -> group(mount, fields[2]))
                        .ifPresent(group -> version1.put(controller, group));
            }
        }
        return new ControlGroups(version1, version2, containerId(memberships, mountinfo));
    }

    /** The group that has {@code controller}, and whether it is one of version 1. */
    Optional<Group> version1(String controller) {
        return Optional.ofNullable(version1.get(controller));
    }

    /** The id that stands for all groups where one is needed: that of memory, which containers always have. */
    String id() {
        for (String controller : List.of("memory", "pids", "cpu")) {
            if (version1.containsKey(controller)) {
                return version1.get(controller).id();
            }
        }
        return version2.map(Group::id).orElse("/");
    }

    /**
     * The group's directory. Where the mount shows only a part of the hierarchy, its root is a path too, which the group's
     * begins with; a group outside of it (a container without a namespace of its own) is taken to be at the mount itself.
     */
    private static Optional<Group> group(Mount mount, String path) {
        String below = path;
        if (!mount.root.equals("/")) {
            boolean inside = path.equals(mount.root) || path.startsWith(mount.root + "/");
            below = inside ? path.substring(mount.root.length()) : "/";
        }
        Path directory = mount.mountPoint.resolve(below.replaceFirst("^/+", "")).normalize();
        if (!directory.startsWith(mount.mountPoint) || !Files.isDirectory(directory)) {
            directory = mount.mountPoint;
        }
        return Files.isDirectory(directory) ? Optional.of(new Group(path, directory)) : Optional.empty();
    }

    /** id parent major:minor root mountPoint options optional… - type source superOptions. */
    private static List<Mount> mounts(Path root, List<String> mountinfo) {
        List<Mount> mounts = new ArrayList<>();
        for (String line : mountinfo) {
            int separator = line.indexOf(" - ");
            String[] before = line.split(" ");
            String[] after = separator < 0
                    ? new String[0]
                    : line.substring(separator + 3).split(" ");
            if (before.length < 6 || after.length < 3 || !before[4].startsWith("/")) {
                continue;
            }
            if (after[0].equals("cgroup") || after[0].equals("cgroup2")) {
                mounts.add(new Mount(
                        after[0], before[3], root.resolve(before[4].substring(1)), List.of(after[2].split(","))));
            }
        }
        return mounts;
    }

    /** Runtimes put the id into the group's path, or into that of the files they mount into the container. */
    private static Optional<String> containerId(List<String> memberships, List<String> mountinfo) {
        for (String line : memberships) {
            Matcher id = CONTAINER_ID.matcher(line);
            if (id.find()) {
                return Optional.of(id.group(1).substring(0, SHORT_ID));
            }
        }
        for (String line : mountinfo) {
            Matcher id = CONTAINER_ID.matcher(line);
            if ((line.contains("/hostname ") || line.contains("/resolv.conf ")) && id.find()) {
                return Optional.of(id.group(1).substring(0, SHORT_ID));
            }
        }
        return Optional.empty();
    }

    private static List<String> lines(Path file, KernelText text) throws IOException {
        List<String> lines = new ArrayList<>();
        if (text.open(file.toFile())) {
            try {
                while (lines.size() < MAX_LINES && text.nextLine()) {
                    lines.add(text.lineText());
                }
            } finally {
                text.close();
            }
        }
        return lines;
    }
}
