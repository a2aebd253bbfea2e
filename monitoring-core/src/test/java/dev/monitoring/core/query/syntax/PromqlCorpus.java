package dev.monitoring.core.query.syntax;

import dev.monitoring.core.testing.SharedFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Queries to begin with when the parser is tried out: every form of the language, and those of scripts and rules. */
final class PromqlCorpus {
    private static final Pattern EVAL = Pattern.compile(
            "eval\\S*\\s+(?:instant\\s+at\\s+\\S+|range\\s+from\\s+\\S+\\s+to\\s+\\S+\\s+step\\s+\\S+)\\s+(.+)");

    /** One query a line; every production of the grammar is there at least once. */
    private static final String EVERY_FORM = """
            1
            -1 ^ 2
            +Inf
            Inf ^ 2
            0x1f + 0755 + 1_000 + .5 + 5. + 1e-3
            1h30m + 5m
            "a\\tb"
            foo
            foo{a="b", c!='d', e=~"f.*", g!~`h|i`,}
            {"my.metric", "my.label"="x"}
            {__name__=~"a|b", c=""}
            offset + by * sum - start / end
            foo offset 5m @ 1609746000.5
            foo @ start() offset -5m
            foo @ end() + foo @ -3
            foo[5m]
            rate(foo[300] offset 1h)
            foo[5m * 2 - step() / (1 + range()) % 7 ^ 2 ^ 3]
            foo[-(10s - 5s) + 20s]
            foo[min_of(step(), 5m)] offset max_of(1m, -step())
            foo offset -(1m + 2m)
            foo anchored
            rate(foo[5m] smoothed @ 5 offset 3)
            rate(foo[5m])[1h:5m] offset 10m
            max_over_time(rate(foo[5m])[1h:] @ start())
            foo[1h + 1m:step() * 2]
            -foo ^ 2
            --foo
            - - 1
            +(foo)
            ((foo))
            a or b and c unless d
            a == b != c
            a < bool 1
            a + on (x, "y.z") b
            a * ignoring () group_left (x) b
            a * on (x) group_right b
            a / on (x) fill (0) b
            a / on (x) fill_left (-1) fill_right (Inf) b
            a / fill_right (1m) fill_left (2) b
            a </ 5 >/ 3
            a atan2 b % c
            2 ^ 3 ^ 2
            2 ^ -1 * 3
            sum(foo)
            sum by () (foo)
            sum without () (foo)
            sum(foo) by (a, "b c")
            SUM WITHOUT (on, bool, inf1) (foo)
            topk(5, foo) by (a)
            quantile without (a) (0.9, foo)
            count_values("v", foo)
            limitk(2, foo) + limit_ratio(-0.5, foo)
            time()
            vector(time() + start() - end() * step() / range() + min_of(1, 2) ^ max_of(1, 2))
            round(foo, 5) + round(foo)
            hour() + hour(foo)
            label_replace(foo, "a", "$1", "b", "(.*)")
            label_join(foo, "a", "-", "b", "c", "d")
            info(foo, {data=~".*"})
            histogram_quantile(0.9, sum by (le) (rate(foo_bucket[5m])))
            histogram_quantiles(foo, "q", 0.5, 0.9)
            sort_by_label(foo, "a")
            foo # a remark
            foo:bar:rate5m{job="x"}
            "\\xff\\377\\u1234\\U0001F600☺"
            """;

    private PromqlCorpus() {}

    static List<String> everyForm() {
        return EVERY_FORM.lines().toList();
    }

    /** All queries at hand, without duplicates. */
    static List<String> all() {
        TreeSet<String> queries = new TreeSet<>(everyForm());
        queries.addAll(ofScripts());
        return List.copyOf(queries);
    }

    /** The queries of Prometheus' test scripts, where they are there. */
    static List<String> ofScripts() {
        List<String> queries = new ArrayList<>();
        SharedFiles.folder("conformance/promql").ifPresent(folder -> {
            for (Path file : SharedFiles.files(folder, ".test")) {
                read(file).lines().forEach(line -> {
                    Matcher eval = EVAL.matcher(line.strip());
                    if (eval.matches()) {
                        queries.add(eval.group(1));
                    }
                });
            }
        });
        return queries;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
