package dev.monitoring.collectors.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelTextTest {
    @TempDir
    private Path directory;

    private final KernelText text = new KernelText();

    @Test
    void readsLinesAndTokens() throws IOException {
        assertTrue(text.open(file("cpu  1 22\t3\n\nintr 5\n")));

        assertTrue(text.nextLine());
        assertEquals(List.of("cpu", "1", "22", "3"), tokens());
        assertTrue(text.nextLine());
        assertEquals(List.of(), tokens());
        assertTrue(text.nextLine());
        assertEquals(List.of("intr", "5"), tokens());
        assertFalse(text.nextLine());
    }

    @Test
    void readsALastLineWithoutEnd() throws IOException {
        text.open(file("up"));

        assertTrue(text.nextLine());
        assertEquals(List.of("up"), tokens());
        assertFalse(text.nextLine());
    }

    @Test
    void readsWhatIsBeforeASeparator() throws IOException {
        text.open(file("  eth0:123 4\n"));

        text.nextLine();
        assertTrue(text.nextTokenUpTo(':'));
        assertEquals("eth0", text.tokenText());
        assertEquals(123, text.nextNumber());
        assertFalse(text.nextTokenUpTo(':'));
    }

    @Test
    void saysThatThereIsNoFile() throws IOException {
        assertFalse(text.open(directory.resolve("none").toFile()));
    }

    @Test
    void failsOnWhatCannotBeOpened() {
        assertThrows(IOException.class, () -> text.open(directory.toFile()));
    }

    @Test
    void saysWhatToDoAboutAFileThatMayNotBeRead() {
        File denied = new File(directory.toString()) { // root may read every file
                    @Override
                    public boolean canRead() {
                        return false;
                    }
                };

        IOException e = assertThrows(IOException.class, () -> text.open(denied));

        assertEquals(denied + ": permission denied; run this process as a user who may read it", e.getMessage());
    }

    @Test
    void failsOnAFileThatIsTooLong() throws IOException {
        text.open(file("0123456789\n".repeat(1000)), 5000);

        IOException failure = assertThrows(IOException.class, () -> {
            boolean more = true;
            while (more) {
                more = text.nextLine();
            }
        });

        assertTrue(failure.getMessage().endsWith("is longer than what is read of such a file at most"));
    }

    @Test
    void cutsALineThatIsTooLongAndGoesOnWithTheNext() throws IOException {
        text.open(file("intr 7 " + "0 ".repeat(200_000) + "\nctxt 8\n"));

        assertTrue(text.nextLine());
        assertTrue(text.nextToken());
        assertEquals(7, text.nextNumber());
        assertTrue(text.nextLine());
        assertEquals(List.of("ctxt", "8"), tokens());
        assertFalse(text.nextLine());
    }

    @Test
    void cutsALastLineThatIsTooLong() throws IOException {
        text.open(file("0 ".repeat(200_000)));

        assertTrue(text.nextLine());
        assertFalse(text.nextLine());
    }

    @Test
    void readsAnyMixOfLinesAsTheJdkDoes() throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        StringBuilder content = new StringBuilder();
        for (int i = 0; i < 2000; i++) {
            content.append("x".repeat(random.nextInt(20) == 0 ? random.nextInt(30_000) : random.nextInt(80)))
                    .append('\n');
        }
        text.open(file(content.toString()), Long.MAX_VALUE);

        List<String> lines = new ArrayList<>();
        while (text.nextLine()) {
            lines.add(text.lineText());
        }

        assertEquals(content.toString().lines().toList(), lines, "seed " + seed);
    }

    @Test
    void readsNumbers() throws IOException {
        assertEquals(0, number("0"));
        assertEquals(-17, number("-17"));
        assertEquals(1.15, number("1.15"));
        assertEquals(9_007_199_254_740_992.0, number("9007199254740992"));
        assertEquals(1.8446744073709552e19, number("18446744073709551615"));
        assertEquals(1e39, number("1" + "0".repeat(39)), 1e24);
        for (String none : List.of("", "-", ".", "1.", "1.2.3", "1e5", "0x10", "NaN", "--1", "1-", "9".repeat(41))) {
            assertEquals(Double.NaN, number(none), none);
        }
    }

    @Test
    void readsHexadecimalNumbers() throws IOException {
        assertEquals(0x1003, hex("0x1003"));
        assertEquals(0xe79, hex("00000e79"));
        assertEquals(0xABCD, hex("ABCD"));
        for (String none : List.of("", "0x", "g", "-1", "f".repeat(41))) {
            assertEquals(Double.NaN, hex(none), none);
        }
    }

    private double number(String token) throws IOException {
        text.open(file(token + "\n"));
        text.nextLine();
        text.nextToken();
        return text.number();
    }

    private double hex(String token) throws IOException {
        text.open(file(token + "\n"));
        text.nextLine();
        text.nextToken();
        return text.hex();
    }

    private List<String> tokens() {
        List<String> tokens = new ArrayList<>();
        while (text.nextToken()) {
            tokens.add(text.tokenText());
        }
        return tokens;
    }

    private File file(String content) throws IOException {
        return Files.writeString(directory.resolve("file"), content).toFile();
    }
}
