package dev.monitoring.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.monitoring.architecture.PackageTable.Row;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Looks at the compiled main classes of every module of the reactor. */
class ArchitectureTest {
    /** What collectors share: ways to reach a system, events, names, and the scraper, of which some are presets. */
    private static final Set<String> SHARED_BY_COLLECTORS = Set.of(
            "collectors.kernel",
            "collectors.naming",
            "collectors.amqp",
            "collectors.events",
            "collectors.redis.connection",
            "collectors.scrape");

    /** Class file version 61 is Java 17. */
    private static final int JAVA_17 = 61;

    /** What reads the machine's clock. The argument-less {@code now} of java.time and constructors are matched by name. */
    private static final Map<String, Set<String>> CLOCKS = Map.ofEntries(
            Map.entry("java.lang.System", Set.of("nanoTime", "currentTimeMillis")),
            Map.entry("java.util.Date", Set.of("<init>")),
            Map.entry("java.time.Clock", Set.of("systemUTC", "systemDefaultZone", "system", "tickMillis")),
            Map.entry("java.time.Instant", Set.of("now")),
            Map.entry("java.time.LocalDate", Set.of("now")),
            Map.entry("java.time.LocalDateTime", Set.of("now")),
            Map.entry("java.time.LocalTime", Set.of("now")),
            Map.entry("java.time.ZonedDateTime", Set.of("now")),
            Map.entry("java.time.OffsetDateTime", Set.of("now")));

    /** What a library does not do to its host: stop it, hook into its end, write to its output, deserialize, share pools. */
    private static final Map<String, Set<String>> HARMFUL = Map.of(
            "java.lang.System", Set.of("exit", "setProperty", "setOut", "setErr", "load", "loadLibrary", "gc"),
            "java.lang.Runtime", Set.of("exit", "halt", "addShutdownHook", "gc"),
            "java.lang.Throwable", Set.of("printStackTrace"),
            "java.util.concurrent.ForkJoinPool", Set.of("commonPool"),
            "java.util.Collection", Set.of("parallelStream"),
            "java.io.ObjectInputStream", Set.of("<init>"));

    private static final List<String> FORBIDDEN_PACKAGES = List.of("javax.xml", "org.xml", "org.w3c", "java.beans");

    private static final PackageTable TABLE = new PackageTable();

    private static List<Path> outputs = List.of();
    private static JavaClasses classes = new ClassFileImporter().importPaths(List.of());

    @BeforeAll
    static void readClasses() throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path module : Reactor.modules()) {
            Path output = module.resolve("target/classes");
            if (Files.isDirectory(output)) {
                found.add(output);
            }
        }
        outputs = List.copyOf(found);
        classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
                .importPaths(outputs);
    }

    @Test
    void readsEveryModule() {
        Set<String> modules = classes.stream()
                .map(JavaClass::getPackageName)
                .map(name -> name.split("\\.")[2])
                .collect(Collectors.toCollection(TreeSet::new));

        assertEquals(Set.of("alerts", "collectors", "core", "prometheus", "samples", "spring"), modules);
    }

    @Test
    void listsEveryPackage() {
        Set<String> unlisted = classes.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> TABLE.row(name).isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));

        assertEquals(Set.of(), unlisted, "packages without a row in PackageTable");
    }

    @Test
    void namesOnlyPackagesThatAreListed() {
        for (Row row : TABLE.rows()) {
            for (String use : row.uses()) {
                assertFalse(
                        !use.contains("*")
                                && !use.contains(",")
                                && TABLE.row(PackageTable.ROOT + use).isEmpty(),
                        () -> row.name() + " may use " + use + ", which has no row");
            }
        }
    }

    @Test
    void hasNoCycle() {
        Set<String> done = new TreeSet<>();
        for (Row row : TABLE.rows()) {
            visit(row.name(), new ArrayList<>(), done);
        }
    }

    private static void visit(String name, List<String> path, Set<String> done) {
        assertFalse(path.contains(name), () -> "a cycle: " + path + " → " + name);
        if (done.contains(name)) {
            return;
        }
        path.add(name);
        Row row = TABLE.row(PackageTable.ROOT + name).orElseThrow();
        TABLE.mayUse(row).forEach(used -> visit(used, path, done));
        path.remove(name);
        done.add(name);
    }

    @Test
    void looksOnlyWhereTheTableAllows() {
        Set<String> wrong = new TreeSet<>();
        forEachDependency((row, dependency) -> {
            String target = packageOf(dependency.getTargetClass());
            if (target.startsWith(PackageTable.ROOT)
                    && !target.equals(PackageTable.ROOT + row.name())
                    && !TABLE.mayUse(row).contains(target.substring(PackageTable.ROOT.length()))) {
                wrong.add(row.name() + " → " + target + ", as in " + dependency.getDescription());
            }
        });

        assertNone(wrong);
    }

    @Test
    void keepsClosedPackagesToTheirModule() {
        Set<String> wrong = new TreeSet<>();
        forEachDependency((row, dependency) -> TABLE.row(packageOf(dependency.getTargetClass()))
                .filter(target -> target.closed() && !target.module().equals(row.module()))
                .ifPresent(target -> wrong.add(dependency.getDescription())));

        assertNone(wrong);
    }

    @Test
    void usesOnlyTheLibrariesOfItsRow() {
        Set<String> wrong = new TreeSet<>();
        forEachDependency((row, dependency) -> {
            String target = packageOf(dependency.getTargetClass());
            boolean ours = target.startsWith(PackageTable.ROOT);
            boolean jdk = target.isEmpty() || target.startsWith("java.") || isInJdk(target);
            if (!ours && !jdk && !isBelow(target, row.libraries())) {
                wrong.add(row.name() + " → " + target + ", as in " + dependency.getDescription());
            }
        });

        assertNone(wrong);
    }

    @Test
    void givesCoreNoOtherLibrariesThanTheArchitectureDoes() {
        for (Row row : TABLE.rows()) {
            if (row.module().equals("core")) {
                assertEquals(
                        List.of(),
                        row.libraries().stream()
                                .filter(library -> !PackageTable.CORE_LIBRARIES.contains(library)
                                        || library.equals("org.eclipse.jetty")
                                                && !row.name().equals("core.http.jetty"))
                                .toList(),
                        row.name());
            }
        }
    }

    @Test
    void neverLetsCollectorsPrometheusAndAlertsSeeEachOther() {
        List<String> siblings = List.of("collectors", "prometheus", "alerts");
        for (Row row : TABLE.rows()) {
            Set<String> used = TABLE.mayUse(row).stream()
                    .map(name -> name.split("\\.")[0])
                    .filter(siblings::contains)
                    .collect(Collectors.toSet());
            if (siblings.contains(row.module())) {
                used.remove(row.module());
                assertEquals(Set.of(), used, row.name());
            }
        }
    }

    @Test
    void keepsCollectorsIndependentOfEachOther() {
        for (Row row : TABLE.rows()) {
            if (row.module().equals("collectors")) {
                assertEquals(
                        List.of(),
                        TABLE.mayUse(row).stream()
                                .filter(used -> used.startsWith("collectors"))
                                .filter(used -> !SHARED_BY_COLLECTORS.contains(used))
                                .filter(used -> !used.startsWith(row.name() + "."))
                                .toList(),
                        row.name());
            }
        }
    }

    @Test
    void readsTheClockInOnePlace() {
        assertNone(calls(CLOCKS, row -> !row.name().equals("core.time")));
    }

    @Test
    void doesItsHostNoHarm() {
        assertNone(calls(HARMFUL, row -> !row.module().equals("samples")));
    }

    @Test
    void parsesNoXmlAndSharesNoThreadPool() {
        Set<String> wrong = new TreeSet<>();
        forEachDependency((row, dependency) -> {
            if (isBelow(packageOf(dependency.getTargetClass()), FORBIDDEN_PACKAGES)) {
                wrong.add(dependency.getDescription());
            }
        });
        for (JavaClass type : classes) {
            type.getMethodCallsFromSelf().stream()
                    .filter(call -> call.getTargetOwner().getName().equals("java.util.concurrent.CompletableFuture"))
                    .filter(call -> call.getName().endsWith("Async"))
                    .filter(call -> call.getTarget().getRawParameterTypes().stream()
                            .noneMatch(parameter -> parameter.getName().equals("java.util.concurrent.Executor")))
                    .forEach(call -> wrong.add(call.getDescription()));
        }

        assertNone(wrong);
    }

    @Test
    void overridesNoFinalizer() {
        assertEquals(
                List.of(),
                classes.stream()
                        .filter(type -> type.getMethods().stream()
                                .anyMatch(method -> method.getName().equals("finalize")
                                        && method.getRawParameterTypes().isEmpty()))
                        .map(JavaClass::getName)
                        .toList());
    }

    @Test
    void marksEveryPackageAsNullMarked() {
        Set<String> unmarked = classes.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> !classes.contain(name + ".package-info")
                        || !classes.get(name + ".package-info").isAnnotatedWith(NullMarked.class))
                .collect(Collectors.toCollection(TreeSet::new));

        assertNone(unmarked);
    }

    @Test
    void isBytecodeOfJava17() throws IOException {
        Map<String, Integer> others = new TreeMap<>();
        for (Path output : outputs) {
            try (Stream<Path> files = Files.walk(output)) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".class")).toList()) {
                    int version = classFileVersion(file);
                    if (version != JAVA_17) {
                        others.put(output.relativize(file).toString(), version);
                    }
                }
            }
        }

        assertEquals(Map.of(), others);
    }

    private static int classFileVersion(Path file) throws IOException {
        try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
            in.readInt();
            in.readUnsignedShort();
            return in.readUnsignedShort();
        }
    }

    /** One finding a line, as they are read. */
    private static void assertNone(Set<String> findings) {
        assertEquals("", String.join("\n", findings));
    }

    /** Takes a dependency of a class in a listed package. */
    private interface DependencyVisitor {
        void visit(Row row, Dependency dependency);
    }

    private static void forEachDependency(DependencyVisitor visitor) {
        for (JavaClass type : classes) {
            TABLE.row(type.getPackageName())
                    .ifPresent(row ->
                            type.getDirectDependenciesFromSelf().forEach(dependency -> visitor.visit(row, dependency)));
        }
    }

    /** Calls of and references to methods and constructors, by owner and name. */
    private static Set<String> calls(Map<String, Set<String>> forbidden, Predicate<Row> where) {
        Set<String> wrong = new TreeSet<>();
        for (JavaClass type : classes) {
            if (TABLE.row(type.getPackageName()).filter(where).isEmpty()) {
                continue;
            }
            for (JavaAccess<?> access : type.getAccessesFromSelf()) {
                AccessTarget target = access.getTarget();
                Collection<String> names =
                        forbidden.getOrDefault(target.getOwner().getName(), Set.of());
                boolean throwable = forbidden.containsKey("java.lang.Throwable")
                        && target.getOwner().isAssignableTo(Throwable.class)
                        && forbidden.get("java.lang.Throwable").contains(target.getName());
                if (names.contains(target.getName()) && !takesOurClock(access) || throwable) {
                    wrong.add(access.getDescription());
                }
            }
        }
        return wrong;
    }

    /** {@code new Date(millis)} and {@code Instant.now(clock)} read no clock of the machine. */
    private static boolean takesOurClock(JavaAccess<?> access) {
        return access.getTarget() instanceof AccessTarget.CodeUnitAccessTarget unit
                && (access.getTargetOwner().getName().equals("java.util.Date")
                        || access.getName().equals("now"))
                && !unit.getRawParameterTypes().isEmpty();
    }

    private static String packageOf(JavaClass type) {
        return type.getBaseComponentType().getPackageName();
    }

    private static boolean isInJdk(String packageName) {
        return ModuleLayer.boot().modules().stream()
                .filter(module ->
                        module.getName().startsWith("java.") || module.getName().startsWith("jdk."))
                .anyMatch(module -> module.getPackages().contains(packageName));
    }

    private static boolean isBelow(String packageName, List<String> parents) {
        return parents.stream().anyMatch(parent -> packageName.equals(parent) || packageName.startsWith(parent + "."));
    }
}
