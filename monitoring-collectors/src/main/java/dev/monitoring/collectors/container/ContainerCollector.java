package dev.monitoring.collectors.container;

import dev.monitoring.collectors.kernel.KernelText;
import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Reads the control groups of this process. Confined to the runs.
 *
 * <p>Where there are none (another operating system, a kernel without them, a container that hides them) a run succeeds and
 * emits nothing: that is not a fault of the target. A process outside any container is in groups too, those of its service
 * or session, or the root group {@code /}, whose figures are the host's; the label {@code id} tells which.
 */
final class ContainerCollector implements MetricCollector {
    private static final Family LAST_SEEN = Family.gauge(
                    "container_last_seen", "When the container was last looked at, in seconds since 1970.")
            .in("seconds");

    /** A process may be moved to other groups, though hardly any is. */
    private static final long LOOK_UP_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Path root;
    private final Optional<String> name;
    private final String image;
    private final Clock clock;
    private final KernelText text = new KernelText();
    private List<Controller> controllers = List.of();
    private Labels labels = Labels.EMPTY;
    private ControlGroups groups = ControlGroups.none();
    private long lookedUpNanos;
    private boolean lookedUp;

    /**
     * A collector that has not looked at anything yet.
     *
     * @param root what {@code /proc} and {@code /sys} lie below; {@code /} but for tests
     * @param name the label name; by default the container's id
     * @param image the label image
     */
    ContainerCollector(Path root, Optional<String> name, String image, Clock clock) {
        this.root = root;
        this.name = name;
        this.image = image;
        this.clock = clock;
    }

    @Override
    public String name() {
        return ContainerCollectorFactory.NAME;
    }

    @Override
    public void collect(MetricSink sink, Deadline deadline) {
        try {
            lookUp();
        } catch (IOException e) {
            sink.missing("control groups", e);
            return;
        }
        if (controllers.isEmpty()) {
            return;
        }
        sink.add(LAST_SEEN, labels, TimeUnit.MILLISECONDS.toSeconds(clock.epochMillis()));
        for (Controller controller : controllers) {
            try {
                controller.collect(sink);
            } catch (IOException e) {
                sink.missing(controller.name(), e);
            }
        }
    }

    private void lookUp() throws IOException {
        long now = clock.nanoTime();
        if (lookedUp && now - lookedUpNanos < LOOK_UP_NANOS) {
            return;
        }
        ControlGroups found = ControlGroups.find(root, text);
        lookedUp = true;
        lookedUpNanos = now;
        if (!found.equals(groups)) {
            groups = found;
            labels = labels(found.id());
            controllers = controllers();
        }
    }

    private List<Controller> controllers() {
        List<Controller> found = new ArrayList<>();
        groups.version1("cpuacct").ifPresent(group -> found.add(CpuController.accounting(files(group), labels(group))));
        groups.version1("cpu").ifPresent(group -> found.add(CpuController.version1(files(group), labels(group))));
        groups.version1("memory").ifPresent(group -> found.add(MemoryController.version1(files(group), labels(group))));
        groups.version2().ifPresent(group -> version2(found, group));
        groups.version1("blkio")
                .or(groups::version2)
                .ifPresent(group -> found.add(new IoController(files(group), labels(group), root)));
        groups.version1("pids")
                .or(groups::version2)
                .ifPresent(group -> found.add(new TaskController(files(group), labels(group))));
        if (!found.isEmpty()) {
            found.add(new NetworkOfContainer(text, labels, root));
        }
        return List.copyOf(found);
    }

    /** What the version 2 hierarchy has of its own; in a mixed one it may have nothing, and then it emits nothing. */
    private void version2(List<Controller> found, ControlGroups.Group group) {
        if (groups.version1("cpu").isEmpty() && groups.version1("cpuacct").isEmpty()) {
            found.add(CpuController.version2(files(group), labels(group)));
        }
        if (groups.version1("memory").isEmpty()) {
            found.add(MemoryController.version2(files(group), labels(group)));
        }
        found.add(new PressureController(files(group), labels(group)));
    }

    private GroupFiles files(ControlGroups.Group group) {
        return new GroupFiles(text, group.directory());
    }

    private Labels labels(ControlGroups.Group group) {
        return labels(group.id());
    }

    private Labels labels(String id) {
        return Labels.of(
                "id", id, "image", image, "name", name.or(groups::containerId).orElse(""));
    }
}
