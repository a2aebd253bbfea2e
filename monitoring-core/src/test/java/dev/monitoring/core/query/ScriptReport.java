package dev.monitoring.core.query;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What became of the cases of one script. Confined to one thread. */
final class ScriptReport {
    /** What became of a case. */
    enum Verdict {
        PASSED,
        /** The answer is another than expected. */
        FAILED,
        /** There is no answer where one is expected. */
        REFUSED,
        /** Not run, because it touches native histograms. */
        NATIVE_HISTOGRAMS
    }

    private static final int SHOWN_FRAMES = 6;

    private final String script;
    private final Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
    private final List<String> complaints = new ArrayList<>();

    ScriptReport(String script) {
        this.script = script;
    }

    void add(int line, Verdict verdict, String complaint) {
        counts.merge(verdict, 1, Integer::sum);
        if (verdict == Verdict.FAILED || verdict == Verdict.REFUSED) {
            complaints.add(
                    "  " + script + ":" + line + " " + verdict.name().toLowerCase(Locale.ROOT) + ": " + complaint);
        }
    }

    int count(Verdict verdict) {
        return counts.getOrDefault(verdict, 0);
    }

    /** One text for each case that was not as expected. */
    List<String> complaints() {
        return complaints;
    }

    /** One line: passed, failed, refused, and not run. */
    String summary() {
        return String.format(
                Locale.ROOT,
                "%-32s passed %4d  failed %4d  refused %4d  native histograms %4d",
                script,
                count(Verdict.PASSED),
                count(Verdict.FAILED),
                count(Verdict.REFUSED),
                count(Verdict.NATIVE_HISTOGRAMS));
    }

    /** A throwable with the innermost frames. */
    static String trace(Throwable throwable) {
        StringBuilder text = new StringBuilder(throwable.toString());
        StackTraceElement[] frames = throwable.getStackTrace();
        for (int i = 0; i < Math.min(SHOWN_FRAMES, frames.length); i++) {
            text.append("\n        at ").append(frames[i]);
        }
        return text.toString();
    }
}
