package dev.monitoring.core.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScriptFolderTest {
    @TempDir
    Path root;

    @Test
    void isFoundByAnAbsolutePathAndFromDirectoriesAbove() throws Exception {
        Path module = Files.createDirectories(root.resolve("module"));
        Path folder = Files.createDirectories(root.resolve("scripts/promql"));

        assertEquals(folder, ScriptFolder.named(folder.toString(), module));
        assertEquals(folder, ScriptFolder.named("scripts/promql", module));
        assertEquals(folder, ScriptFolder.named("../scripts/promql", module));
    }

    @Test
    void saysWhereItLookedForAFolderThatIsNotThere() {
        IllegalArgumentException fault =
                assertThrows(IllegalArgumentException.class, () -> ScriptFolder.named("no/such", root));

        assertEquals(
                "monitoring.promql.scripts is \"no/such\", and there is no such folder in " + root
                        + " or above it; name a folder with scripts, best by its absolute path",
                fault.getMessage());
    }

    @Test
    void refusesAFolderWithoutScripts() throws Exception {
        Files.writeString(root.resolve("notes.txt"), "eval instant at 0 1");

        IllegalArgumentException fault = assertThrows(IllegalArgumentException.class, () -> ScriptFolder.scripts(root));

        assertEquals("folder " + root + " has no file whose name ends in .test; name one that has", fault.getMessage());
    }

    @Test
    void givesScriptsByName() throws Exception {
        Path second = Files.writeString(root.resolve("b.test"), "");
        Path first = Files.writeString(root.resolve("a.test"), "");

        assertEquals(List.of(first, second), ScriptFolder.scripts(root));
    }
}
