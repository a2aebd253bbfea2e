package dev.monitoring.alerts.template;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Feeds the parser and the renderer with bytes, soups of tokens and damaged templates: each gives an output within the limits,
 * or a {@link TemplateException} that is no fault of ours. {@code -Dmonitoring.fuzz.seconds=600} goes on for longer,
 * {@code -Dmonitoring.seed=…} repeats a run.
 */
class TemplateFuzzTest {
    private static final Duration LENGTH = Duration.ofSeconds(Integer.getInteger("monitoring.fuzz.seconds", 3));
    private static final int MAX_OUTPUT = 5_000;
    /** A rendering that takes so long never ends; one within its limits takes milliseconds. */
    private static final Duration FOREVER = Duration.ofSeconds(30);

    private static final TemplateLimits LIMITS =
            TemplateLimits.defaults().withMaxOutputLength(MAX_OUTPUT).withMaxSteps(20_000);
    private static final String[] PIECES =
            ("{{ {{ {{ }} }} }} {{- -}} ( ) | , . $ $x := = 1 0x1f 1.5 1e9 1e300 'a' \" ` \"x\" nil"
                            + " true if else end end end range with define template block break continue /* */ .Labels .Value $value"
                            + " $labels print printf \"%v\" \"%*d\" \"%999999d\" \"%[3]*.[2]*[1]f\" \"%.99999f\" index slice len html js urlquery"
                            + " eq lt and or not call query first value label sortByLabel args tmpl match reReplaceAll \"(a*)*\" toTime"
                            + " humanize humanizeDuration title toUpper toJson dict list append join stringSlice date tz since"
                            + " .Alerts .Alerts.Firing .CommonLabels.SortedPairs .Remove .Format .Nope \n \t é 😀 \u0000 \ud800 \\")
                    .split(" ");

    private final long seed = Long.getLong("monitoring.seed", new Random().nextLong());
    private final Random random = new Random(seed);

    @Test
    void rendersOrSaysWhyNot() {
        List<String> corpus = new ArrayList<>();
        TemplateCorpus.prometheus().forEach(recorded -> corpus.add(recorded.template()));
        TemplateCorpus.alertmanager().forEach(recorded -> corpus.add(recorded.template()));
        TemplateGenerator generator = new TemplateGenerator(random);
        Deadline deadline = Deadline.after(LENGTH, Clock.system());
        long count = 0;
        while (!deadline.hasPassed()) {
            String template;
            switch (random.nextInt(4)) {
                case 0 -> template = bytes();
                case 1 -> template = soup();
                case 2 -> template = damaged(corpus.get(random.nextInt(corpus.size())));
                default -> template = damaged(generator.template());
            }
            check(template, TemplateOptions.rules(), RuleFixture.data(1).toValue(), count);
            check(template, TemplateOptions.alertmanager(), NotificationFixture.DATA.toValue(), count);
            count++;
        }
        System.out.println("tried " + count + " damaged templates with seed " + seed);
    }

    private void check(String template, TemplateOptions options, TemplateValue data, long count) {
        String context = "seed " + seed + ", template " + count + ": " + template;
        Deadline deadline = Deadline.after(FOREVER, Clock.system());
        try {
            String output =
                    Template.parse("t", template, options.withLimits(LIMITS)).render(data, RuleFixture.context());
            assertTrue(output.length() <= MAX_OUTPUT, context);
        } catch (TemplateException e) {
            assertNull(e.getCause(), () -> context + ": " + e.getCause());
            assertTrue(e.line() >= 1 && e.column() >= 1, context);
        } catch (RuntimeException | StackOverflowError e) {
            throw new AssertionError(context, e);
        }
        assertTrue(!deadline.hasPassed(), context);
    }

    private String bytes() {
        byte[] bytes = new byte[random.nextInt(60)];
        random.nextBytes(bytes);
        return "{{" + new String(bytes, random.nextBoolean() ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1)
                + "}}";
    }

    private String soup() {
        StringBuilder soup = new StringBuilder();
        int count = 1 + random.nextInt(25);
        for (int i = 0; i < count; i++) {
            soup.append(PIECES[random.nextInt(PIECES.length)]).append(random.nextInt(4) == 0 ? "" : " ");
        }
        return soup.toString();
    }

    private String damaged(String template) {
        StringBuilder text = new StringBuilder(template);
        int changes = random.nextInt(4);
        for (int i = 0; i < changes && text.length() > 0; i++) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(3)) {
                case 0 -> text.deleteCharAt(at);
                case 1 -> text.insert(at, PIECES[random.nextInt(PIECES.length)]);
                default -> text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(12))));
            }
        }
        return text.toString();
    }
}
