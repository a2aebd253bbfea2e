package dev.monitoring.alerts.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.testing.Await;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.ManualClock;
import dev.monitoring.core.time.ManualEventLoop;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    private static final long START = 1_700_000_000_000L;
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final JournalLimits SMALL = new JournalLimits(20_000, 2_000, 100, SECOND);

    @TempDir
    private Path root;

    private final ManualClock clock = ManualClock.atEpochMillis(START);
    private final ManualEventLoop loop = new ManualEventLoop(clock);

    private Path directory() {
        return root.resolve("state");
    }

    private Path file() {
        return directory().resolve(JournalFile.NAME);
    }

    private Journal open() {
        return Journal.open(directory(), SMALL, clock, FailingDisk.never(), new ManualEventLoop(clock));
    }

    private static void put(Journal journal, String key, String value) {
        journal.put("k", key, value.getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, String> texts(Journal journal) {
        Map<String, String> texts = new LinkedHashMap<>();
        journal.entries("k").forEach((key, value) -> texts.put(key, new String(value, StandardCharsets.UTF_8)));
        return texts;
    }

    @Test
    void bringsBackWhatWasKept() {
        try (Journal journal = open()) {
            put(journal, "a", "1");
            put(journal, "ключ", "значение");
            put(journal, "gone", "x");
            journal.put("other", "a", new byte[] {0, -1});
            put(journal, "a", "2");
            journal.remove("k", "gone");
            journal.remove("k", "never");
        }

        try (Journal journal = open()) {
            assertEquals(Map.of("a", "2", "ключ", "значение"), texts(journal));
            assertEquals(1, journal.entries("other").size());
            assertEquals(3, journal.status().opening().entries());
            assertEquals(List.of(), journal.status().opening().faults());
        }
    }

    @Test
    void writesWithinASecondAndOnlyWhatHasChanged() throws IOException {
        try (Journal journal = Journal.open(directory(), SMALL, clock, FailingDisk.never(), loop)) {
            long header = Files.size(file());
            put(journal, "a", "1");
            put(journal, "a", "2");
            assertEquals(1, journal.status().waiting());

            loop.advance(SECOND);

            long once = Files.size(file()) - header;
            assertEquals(0, journal.status().waiting());
            put(journal, "a", "2");
            loop.advance(SECOND);
            assertEquals(header + once, Files.size(file()), "nothing has changed");
            put(journal, "a", "3");
            assertEquals(header + 2 * once, Files.size(file()), "after a quiet second a change is written at once");
            put(journal, "b", "1");
            journal.remove("k", "b");
            loop.advance(SECOND);
            assertEquals(header + 2 * once, Files.size(file()), "what came and went between two writes is not written");
        }
    }

    @Test
    void gathersOnceBeforeEachWrite() {
        AtomicInteger gathered = new AtomicInteger();
        try (Journal journal = Journal.open(directory(), SMALL, clock, FailingDisk.never(), loop)) {
            journal.gatherWith(() -> {
                put(journal, "a", String.valueOf(gathered.incrementAndGet()));
                if (gathered.get() == 2) {
                    journal.gatherSoon(); // more comes while it gathers
                }
            });
            loop.advance(SECOND);
            assertEquals(0, gathered.get(), "nobody asked");

            journal.gatherSoon();
            journal.gatherSoon();
            loop.advance(SECOND);
            assertEquals(2, gathered.get(), "at once, and when the second was over");
            loop.advance(SECOND);
            assertEquals(3, gathered.get());
            loop.advance(Duration.ofMinutes(1));
            assertEquals(3, gathered.get());

            journal.gatherSoon();
            journal.gatherSoon();
        }
        try (Journal journal = open()) {
            assertEquals(Map.of("a", "5"), texts(journal), "the last before the end");
        }
    }

    @Test
    void gathersInMemoryWhereNothingIsWritten() {
        try (Journal first = open();
                Journal second = Journal.open(directory(), SMALL, clock, Disk.real(), loop)) {
            for (Journal journal : List.of(second, Journal.inMemory(clock))) {
                AtomicInteger gathered = new AtomicInteger();
                journal.gatherWith(() -> put(journal, "a", String.valueOf(gathered.incrementAndGet())));
                journal.gatherSoon();
                loop.advance(SECOND);
                journal.gatherSoon();
                loop.advance(SECOND);

                assertEquals(Map.of("a", "2"), texts(journal));
            }
            assertEquals(Map.of(), texts(first));
        }
    }

    @Test
    void writesAnewWhereMoreIsGarbageThanCounts() throws IOException {
        try (Journal journal = Journal.open(directory(), SMALL, clock, FailingDisk.never(), loop)) {
            for (int i = 0; i < 1_000; i++) {
                put(journal, "a" + i % 3, "value " + i + "x".repeat(i % 500));
                loop.advance(SECOND);
                assertTrue(Files.size(file()) <= SMALL.maxFileBytes(), () -> "too long");
                assertEquals(Files.size(file()), journal.status().fileBytes());
            }
            assertEquals(0, journal.status().failures());
        }
        try (Journal journal = open()) {
            assertEquals(3, texts(journal).size());
            assertTrue(texts(journal).toString().contains("a0=value 999"), texts(journal)::toString);
        }
    }

    @Test
    void refusesWhatIsTooMuchAndCountsIt() {
        try (Journal journal = Journal.open(directory(), SMALL, clock, FailingDisk.never(), loop)) {
            put(journal, "large", "1");
            put(journal, "large", "x".repeat(2_000));
            assertEquals("1", texts(journal).get("large"), "what was there before stays");
            assertEquals(1, journal.status().refused());
            put(journal, "k".repeat(70_000), "1");
            journal.put("k".repeat(300), "a", new byte[0]);
            assertEquals(3, journal.status().refused());
            for (int i = 0; i < 99; i++) {
                put(journal, "n" + i, "1");
            }
            assertEquals(3, journal.status().refused());
            put(journal, "n99", "1");
            assertEquals(4, journal.status().refused());
            for (int i = 0; i < 99; i++) {
                put(journal, "n" + i, "x".repeat(1_000));
            }
            assertTrue(journal.status().liveBytes() <= SMALL.maxLiveBytes(), journal.status()::toString);
            assertTrue(journal.status().refused() > 50, journal.status()::toString);
        }
    }

    @Test
    void forgetsWhatHasExpired() {
        try (Journal journal = Journal.open(directory(), SMALL, clock, FailingDisk.never(), loop)) {
            journal.put("k", "soon", new byte[1], START + 500);
            journal.put("k", "later", new byte[1], START + 100_000_000);
            assertEquals(2, journal.entries("k").size());
            loop.advance(SECOND);
            assertEquals(1, journal.entries("k").size());
            loop.advance(Duration.ofMinutes(2));
            put(journal, "a", "1");
            assertEquals(2, journal.status().entries());
        }
        clock.advance(Duration.ofDays(2));
        try (Journal journal = open()) {
            assertEquals(Map.of("a", "1"), texts(journal));
            assertEquals(2, journal.status().opening().expired());
        }
    }

    @Test
    void keepsAllRecordsBeforeACutAtAnyByte() throws IOException {
        byte[] whole = tenEntries();
        for (int length = 0; length < whole.length; length++) {
            Files.write(file(), Arrays.copyOf(whole, length));

            try (Journal journal = open()) {
                assertPrefix(texts(journal), wholeRecords(whole, length), "cut at " + length);
                assertEquals(
                        journal.entries("k").size(), journal.status().opening().entries());
                boolean betweenRecords = offsets(whole).contains(length);
                assertEquals(betweenRecords, journal.status().opening().faults().isEmpty(), "cut at " + length);
            }
            assertFalse(Files.exists(directory().resolve(JournalFile.ASIDE + 1)), "a torn end is nothing to look at");
        }
    }

    @Test
    void keepsAllRecordsBeforeADamagedByte() throws IOException {
        byte[] whole = entries(4);
        for (int i = 0; i < whole.length; i++) {
            byte[] damaged = whole.clone();
            damaged[i] ^= (byte) (1 << i % 8);
            Files.write(file(), damaged);

            Map<String, String> found;
            try (Journal journal = open()) {
                found = texts(journal);
                assertPrefix(found, wholeRecords(whole, i), "damaged at " + i);
                assertFalse(journal.status().opening().faults().isEmpty(), "damaged at " + i);
                assertTrue(journal.status().opening().lostBytes() > 0, "damaged at " + i);
            }
            assertEquals(
                    -1,
                    Arrays.mismatch(damaged, Files.readAllBytes(directory().resolve(JournalFile.ASIDE + 1))),
                    "what could not be read is kept");
            try (Journal journal = open()) {
                assertEquals(found, texts(journal), "it is whole again");
                assertEquals(List.of(), journal.status().opening().faults());
            }
        }
        try (Stream<Path> files = Files.list(directory())) {
            assertEquals(
                    JournalFile.MAX_ASIDE,
                    files.filter(each -> each.getFileName().toString().startsWith(JournalFile.ASIDE))
                            .count());
        }
    }

    @Test
    void losesOnlyTheRecordWhoseBodyIsDamaged() throws IOException {
        byte[] whole = tenEntries();
        int third = offsets(whole).get(3);
        whole[third + Frame.RECORD_BYTES + 5] ^= 1;
        Files.write(file(), whole);

        try (Journal journal = open()) {
            assertEquals(9, texts(journal).size());
            assertFalse(texts(journal).containsKey("key3"));
            assertEquals(
                    List.of("bytes " + third + " to " + offsets(whole).get(4) + " are left out: a record is damaged"),
                    journal.status().opening().faults());
        }
    }

    @Test
    void startsWithAnythingInPlaceOfItsFile() throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        byte[] whole = tenEntries();
        for (int i = 0; i < 300; i++) {
            byte[] content = random.nextBoolean() ? whole.clone() : new byte[random.nextInt(5_000)];
            for (int changes = random.nextInt(20); changes >= 0 && content.length > 0; changes--) {
                int from = random.nextInt(content.length);
                int to = Math.min(content.length, from + random.nextInt(60));
                byte[] noise = new byte[to - from];
                random.nextBytes(noise);
                System.arraycopy(noise, 0, content, from, noise.length);
            }
            Files.write(file(), content);

            try (Journal journal = open()) {
                texts(journal).forEach((key, value) -> assertEquals("value of " + key, value, "seed " + seed));
                put(journal, "after", "value of after");
            }
            try (Journal journal = open()) {
                assertEquals("value of after", texts(journal).get("after"), "seed " + seed);
            }
        }
    }

    @Test
    void readsNoMoreThanAJournalMayBeLong() throws IOException {
        byte[] whole = tenEntries();
        byte[] huge = Arrays.copyOf(whole, 3 * SMALL.maxFileBytes());
        Files.write(file(), huge);

        try (Journal journal = open()) {
            assertEquals(10, texts(journal).size());
            assertTrue(
                    journal.status().opening().faults().toString().contains("the file is longer than a journal"),
                    journal.status()::toString);
        }
        assertTrue(Files.size(file()) < SMALL.maxFileBytes());
    }

    @Test
    void losesNothingToOneFailingOperation() throws IOException {
        int n = 1;
        FailingDisk disk;
        do {
            clear();
            tenEntries();
            disk = new FailingDisk(n, false);
            boolean unread;
            ManualEventLoop own = new ManualEventLoop(clock);
            try (Journal journal = Journal.open(directory(), SMALL, clock, disk, own)) {
                unread = journal.status().opening().entries() == 0;
                work(journal, own);
                own.advance(Duration.ofMinutes(3));
                assertEquals(0, journal.status().waiting(), "written in the end, although operation " + n + " failed");
                assertTrue(journal.status().problem().isEmpty(), journal.status()::toString);
            }
            try (Journal journal = open()) {
                assertEquals(expected(!unread), texts(journal), "operation " + n);
            }
            assertEquals(
                    unread,
                    Files.exists(directory().resolve(JournalFile.ASIDE + 1)),
                    "what was not read is kept, although operation " + n + " failed");
            n++;
        } while (disk.hasFailed());
        assertTrue(n > 15, "only " + n + " operations");
    }

    @Test
    void goesOnInMemoryWhereEverythingFailsFromSomeOperationOn() throws IOException {
        int n = 1;
        FailingDisk disk;
        do {
            clear();
            tenEntries();
            disk = new FailingDisk(n, true);
            boolean unread;
            ManualEventLoop own = new ManualEventLoop(clock);
            try (Journal journal = Journal.open(directory(), SMALL, clock, disk, own)) {
                unread = journal.status().opening().entries() == 0;
                work(journal, own);
                int before = disk.operations();
                own.advance(Duration.ofHours(1));
                assertTrue(disk.operations() - before < 300, "it is tried with growing pauses");
                assertEquals(expected(!unread), texts(journal), "operation " + n);
                assertEquals(disk.hasFailed(), journal.status().problem().isPresent());
            }
            try (Journal journal = open()) { // killed here: some state between the two is there
                texts(journal)
                        .forEach((key, value) -> assertTrue(
                                value.equals("value of " + key) || value.equals("new value of " + key), value));
                if (!unread && !Files.exists(directory().resolve(JournalFile.ASIDE + 1))) {
                    assertTrue(texts(journal).size() >= 9, texts(journal)::toString);
                }
            }
            n++;
        } while (disk.hasFailed());
        assertTrue(n > 15, "only " + n + " operations");
    }

    @Test
    void showsThatTheDiskFailsAndRecovers() {
        FailingDisk disk = new FailingDisk(8, true);
        try (Journal journal = Journal.open(directory(), SMALL, clock, disk, loop)) {
            for (int i = 0; i < 10; i++) {
                put(journal, "a", "value " + i);
                loop.advance(Duration.ofSeconds(100));
            }
            assertTrue(journal.status().problem().orElseThrow().contains("fails"), journal.status()::toString);

            disk.heal();
            loop.advance(Duration.ofMinutes(2));

            assertTrue(journal.status().problem().isEmpty(), journal.status()::toString);
            assertEquals(0, journal.status().waiting());
        }
        try (Journal journal = open()) {
            assertEquals(Map.of("a", "value 9"), texts(journal));
        }
    }

    @Test
    void goesOnWhereTheDirectoryVanishesAndMakesItAnew() throws IOException {
        try (Journal journal = Journal.open(directory(), SMALL, clock, FailingDisk.never(), loop)) {
            put(journal, "a", "1");
            loop.advance(SECOND);
            clear();

            put(journal, "b", "2");
            loop.advance(Duration.ofSeconds(10));

            assertEquals(0, journal.status().waiting());
            try (Journal second = open()) {
                assertTrue(
                        second.status().problem().orElseThrow().contains("is used by another journal of this process"),
                        second.status()::toString);
            }
        }
        try (Journal journal = open()) {
            assertEquals(Map.of("a", "1", "b", "2"), texts(journal));
        }
    }

    @Test
    void runsInMemoryWhereTheDirectoryCannotBe() throws IOException {
        Files.writeString(directory(), "a file");
        try (Journal journal = Journal.open(directory(), SMALL, clock, FailingDisk.never(), loop)) {
            put(journal, "a", "1");
            loop.advance(Duration.ofMinutes(1));
            assertEquals(Map.of("a", "1"), texts(journal));
            assertTrue(journal.status().problem().isPresent());

            Files.delete(directory());
            loop.advance(Duration.ofMinutes(2));

            assertTrue(journal.status().problem().isEmpty(), journal.status()::toString);
        }
        try (Journal journal = open()) {
            assertEquals(Map.of("a", "1"), texts(journal));
        }
    }

    @Test
    void belongsToOneJournalAtATime() {
        try (Journal first = open()) {
            put(first, "a", "1");
            ManualEventLoop own = new ManualEventLoop(clock);
            try (Journal second = Journal.open(directory(), SMALL, clock, FailingDisk.never(), own)) {
                put(second, "a", "2");
                own.advance(Duration.ofHours(1));
                assertEquals(1, second.status().failures(), "it is not tried again");
                assertEquals(Map.of("a", "2"), texts(second));
            }
        }
        try (Journal third = open()) {
            assertEquals(Map.of("a", "1"), texts(third));
        }
    }

    @Test
    void isForTheEyesOfItsUserAlone() throws IOException {
        open().close();

        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(directory())));
        try (Stream<Path> files = Files.list(directory())) {
            for (Path each : files.toList()) {
                assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(each)));
            }
        }
    }

    @Test
    void isWhatWasPutLastWhateverHappens() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Map<String, String> expected = new TreeMap<>();
        for (int life = 0; life < 40; life++) {
            ManualEventLoop own = new ManualEventLoop(clock);
            FailingDisk disk = new FailingDisk(10 + random.nextInt(100), false); // after the opening
            try (Journal journal = Journal.open(directory(), SMALL, clock, disk, own)) {
                assertEquals(expected, new TreeMap<>(texts(journal)), "seed " + seed);
                for (int i = random.nextInt(200); i > 0; i--) {
                    String key = "key" + random.nextInt(12);
                    if (random.nextInt(4) == 0) {
                        journal.remove("k", key);
                        expected.remove(key);
                    } else {
                        String value = "x".repeat(random.nextInt(400)) + i;
                        put(journal, key, value);
                        expected.put(key, value);
                    }
                    if (random.nextInt(3) == 0) {
                        own.advance(Duration.ofMillis(random.nextInt(4_000)));
                    }
                }
                own.advance(Duration.ofMinutes(5));
            }
        }
    }

    @Test
    void writesOnAThreadOfItsOwnAndEndsIt() {
        try (Journal journal = Journal.open(directory(), JournalLimits.DEFAULT, Clock.system())) {
            put(journal, "a", "1");
            Await.until("it is written", () -> journal.status().waiting() == 0);
            assertTrue(hasThread());
            put(journal, "a", "2");
        }
        Await.until("no thread is left", () -> !hasThread());
        try (Journal journal = open()) {
            assertEquals(Map.of("a", "2"), texts(journal));
        }
    }

    private static boolean hasThread() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("monitoring-journal"));
    }

    private byte[] tenEntries() throws IOException {
        return entries(10);
    }

    /** A journal with the keys from 0 on. */
    private byte[] entries(int count) throws IOException {
        try (Journal journal = open()) {
            for (int i = 0; i < count; i++) {
                put(journal, "key" + i, "value of key" + i);
            }
        }
        return Files.readAllBytes(file());
    }

    /** Changes of all sorts, over some writes, to a journal of ten entries. */
    private static void work(Journal journal, ManualEventLoop loop) {
        put(journal, "key1", "new value of key1");
        loop.advance(SECOND);
        journal.remove("k", "key2");
        loop.advance(SECOND);
        put(journal, "key3", "new value of key3");
        loop.advance(SECOND);
    }

    private static Map<String, String> expected(boolean withOld) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (int i = 0; i < 10 && withOld; i++) {
            texts.put("key" + i, "value of key" + i);
        }
        texts.put("key1", "new value of key1");
        texts.put("key3", "new value of key3");
        texts.remove("key2");
        return texts;
    }

    private static List<Integer> offsets(byte[] whole) {
        List<Integer> offsets = new ArrayList<>();
        for (int offset = Frame.HEADER_BYTES; offset < whole.length; ) {
            offsets.add(offset);
            offset += Frame.RECORD_BYTES + Frame.bodyLength(whole, offset);
        }
        offsets.add(whole.length);
        return offsets;
    }

    /** How many records lie before an offset. */
    private static int wholeRecords(byte[] whole, int offset) {
        return (int) offsets(whole).stream().filter(each -> each <= offset).count() - 1;
    }

    private static void assertPrefix(Map<String, String> found, int records, String what) {
        for (int i = 0; i < records; i++) {
            assertEquals("value of key" + i, found.get("key" + i), what);
        }
        found.forEach((key, value) -> assertEquals("value of " + key, value, what));
    }

    private void clear() throws IOException {
        if (Files.exists(directory())) {
            try (Stream<Path> files = Files.list(directory())) {
                for (Path each : files.toList()) {
                    Files.delete(each);
                }
            }
            Files.delete(directory());
        }
    }
}
