package dev.monitoring.core.query.syntax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import dev.monitoring.core.query.value.QueryException;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Feeds the parser with damaged queries: it gives a tree that reads back, or a {@link QueryException}, and nothing else.
 * {@code -Dmonitoring.fuzz.seconds=600} goes on for longer, {@code -Dmonitoring.seed=…} repeats a run.
 */
class PromqlFuzzTest {
    private static final Duration LENGTH = Duration.ofSeconds(Integer.getInteger("monitoring.fuzz.seconds", 3));
    private static final List<String> CORPUS = PromqlCorpus.all();
    private static final String PIECES =
            "( ) { } [ ] , : = == != =~ !~ < > <= >= + - * / % ^ @ \" ' ` \\ # \n . _ 0 9 0x 1e 5m 1h Inf NaN offset by"
                    + " without on ignoring group_left group_right bool and or unless atan2 sum topk rate start() end()"
                    + " step() range() min_of max_of anchored smoothed fill fill_left info \\xff \\u12 ü 😀 \u0000 \ud800";
    private static final String[] WORDS = PIECES.split(" ");

    @Test
    void givesATreeOrSaysWhyNot() {
        long seed = Long.getLong("monitoring.seed", new Random().nextLong());
        Random random = new Random(seed);
        Deadline deadline = Deadline.after(LENGTH, Clock.system());
        long count = 0;
        while (!deadline.hasPassed()) {
            String query = mutate(CORPUS.get(random.nextInt(CORPUS.size())), random);
            check(query, "seed " + seed + ", query " + count++);
        }
        System.out.println("tried " + count + " damaged queries with seed " + seed);
    }

    private static void check(String query, String context) {
        Expr tree;
        try {
            tree = PromqlParser.parse(query, ParserOptions.EXPERIMENTAL);
        } catch (QueryException e) {
            return;
        } catch (RuntimeException | StackOverflowError e) {
            fail(context + ": " + query, e);
            return;
        }
        try {
            String printed = tree.toString();
            Expr again = PromqlParser.parse(printed, ParserOptions.EXPERIMENTAL);
            assertEquals(TreeText.of(tree), TreeText.of(again), () -> context + ": " + query + " → " + printed);
        } catch (RuntimeException | StackOverflowError e) {
            fail(context + ": " + query + " → " + tree, e);
        }
    }

    private static String mutate(String query, Random random) {
        StringBuilder text = new StringBuilder(query);
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(text.length() + 1);
            int to = Math.min(text.length(), at + random.nextInt(5));
            switch (random.nextInt(6)) {
                case 0 -> text.delete(at, to);
                case 1 -> text.insert(at, WORDS[random.nextInt(WORDS.length)]);
                case 2 -> text.insert(at, " " + WORDS[random.nextInt(WORDS.length)] + " ");
                case 3 -> text.insert(at, text.substring(at, to));
                case 4 ->
                    text.append(' ')
                            .append(WORDS[random.nextInt(WORDS.length)])
                            .append(' ')
                            .append(CORPUS.get(random.nextInt(CORPUS.size())));
                default -> text.insert(at, (char) random.nextInt(128));
            }
        }
        return text.toString();
    }
}
