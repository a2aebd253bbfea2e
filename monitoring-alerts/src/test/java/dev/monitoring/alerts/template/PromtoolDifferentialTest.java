package dev.monitoring.alerts.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.alerts.template.Promtool.Case;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Renders templates beside Prometheus itself: what it prints is what we print, and what it refuses we refuse. */
class PromtoolDifferentialTest {
    private static final long SEED = Long.getLong("monitoring.seed", 20_240_501L);
    private static final int COUNT = Integer.getInteger("monitoring.templates", 1_500);

    @TempDir
    Path folder;

    @Test
    void rendersWhatPrometheusRenders() throws Exception {
        Promtool promtool = Promtool.installed(folder);
        Random random = new Random(SEED);
        TemplateGenerator generator = new TemplateGenerator(random);
        List<Case> cases = new ArrayList<>();
        List<Integer> rows = new ArrayList<>();
        TemplateCorpus.prometheus().forEach(recorded -> {
            rows.add(recorded.row());
            cases.add(new Case(RuleFixture.expression(recorded.row()), recorded.template()));
        });
        while (cases.size() < COUNT) {
            int row = random.nextInt(RuleFixture.rows());
            rows.add(row);
            cases.add(new Case(RuleFixture.expression(row), generator.template()));
        }

        List<Optional<String>> expected = promtool.render(RuleFixture.series(), cases);

        int compared = 0;
        int refused = 0;
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < cases.size(); i++) {
            String template = cases.get(i).template();
            Optional<String> theirs = expected.get(i);
            // The address of a pointer is another one each time.
            if (theirs.orElse("").contains("0xc0")) {
                continue;
            }
            compared++;
            refused += theirs.isEmpty() ? 1 : 0;
            String ours = RuleFixture.render(template, rows.get(i));
            if (!(theirs.isEmpty() ? ours.startsWith("refused") : ours.equals("rendered: " + theirs.get()))) {
                differences.add(template + "\n  Prometheus: " + theirs.orElse("refused") + "\n  ours:       " + ours);
            }
        }
        System.out.println(
                "compared " + compared + " templates with promtool, of which it refuses " + refused + ", seed " + SEED);
        assertEquals("", String.join("\n", differences), () -> differences.size() + " differences");
        assertTrue(compared > COUNT * 9 / 10 && refused < compared * 2 / 3, "too few templates say anything");
    }
}
