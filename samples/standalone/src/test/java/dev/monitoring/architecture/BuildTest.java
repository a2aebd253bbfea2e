package dev.monitoring.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** Looks at the POMs. */
class BuildTest {
    /** A dependency as a module's POM has it. */
    private record Dependency(String artifact, String version, String scope, boolean optional) {}

    @Test
    void givesCoreTheLibrariesOfTheArchitectureAndNoOther() throws Exception {
        List<Dependency> compile = dependencies("monitoring-core").stream()
                .filter(dependency -> !dependency.scope().equals("test"))
                .toList();

        assertEquals(
                Set.of("jackson-core", "jspecify", "micrometer-core", "re2j", "slf4j-api"),
                compile.stream()
                        .filter(dependency -> !dependency.optional())
                        .map(Dependency::artifact)
                        .collect(Collectors.toSet()));
        assertEquals(
                Set.of("jetty-server", "jetty-websocket-jetty-server"),
                compile.stream()
                        .filter(Dependency::optional)
                        .map(Dependency::artifact)
                        .collect(Collectors.toSet()));
    }

    @Test
    void makesEveryClientLibraryOfACollectorOptional() throws Exception {
        Set<String> forced = dependencies("monitoring-collectors").stream()
                .filter(dependency -> !dependency.scope().equals("test") && !dependency.optional())
                .map(Dependency::artifact)
                .collect(Collectors.toCollection(TreeSet::new));
        forced.removeAll(Set.of("monitoring-core", "jspecify", "slf4j-api"));

        assertEquals(Set.of(), forced);
    }

    @Test
    void keepsVersionsInTheParent() throws Exception {
        List<String> elsewhere = new ArrayList<>();
        for (Path module : Reactor.modules()) {
            for (Dependency dependency :
                    dependencies(Reactor.root().relativize(module).toString())) {
                if (!dependency.version().isEmpty() && !dependency.version().equals("${project.version}")) {
                    elsewhere.add(module.getFileName() + ": " + dependency);
                }
            }
        }

        assertEquals(List.of(), elsewhere);
    }

    @Test
    void namesEveryModule() throws Exception {
        Set<String> names = new TreeSet<>();
        for (Path module : Reactor.modules()) {
            Document pom = pom(module);
            String name = pom.getElementsByTagName("module.name").item(0).getTextContent();
            assertTrue(name.matches("dev\\.monitoring(\\.[a-z]+)+"), name);
            assertTrue(names.add(name), () -> name + " is the name of two modules");
        }
    }

    private static List<Dependency> dependencies(String module) throws Exception {
        Document pom = pom(Reactor.root().resolve(module));
        return children(pom.getDocumentElement(), "dependencies")
                .flatMap(all -> children(all, "dependency"))
                .map(element -> new Dependency(
                        text(element, "artifactId"),
                        text(element, "version"),
                        text(element, "scope"),
                        text(element, "optional").equals("true")))
                .toList();
    }

    private static Document pom(Path module) throws IOException, SAXException, ParserConfigurationException {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        try (var in = Files.newInputStream(module.resolve("pom.xml"))) {
            return factory.newDocumentBuilder().parse(in);
        }
    }

    private static Stream<Element> children(Element parent, String name) {
        List<Element> found = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getTagName().equals(name)) {
                found.add(element);
            }
        }
        return found.stream();
    }

    private static String text(Element parent, String name) {
        return children(parent, name).findFirst().map(Element::getTextContent).orElse("");
    }
}
