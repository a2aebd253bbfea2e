package dev.monitoring.collectors.events;

import dev.monitoring.collectors.naming.LabelValues;
import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.Settings;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which words of a status mean success, and which an error; all others stand for themselves, in lower case. Immutable.
 */
public final class Outcomes {
    public static final String SUCCESS = "success";
    public static final String ERROR = "error";

    private static final Setting<List<String>> SUCCESS_WORDS = Setting.list(
            "success-words",
            List.of("success", "succeeded", "successful", "ok", "done", "completed", "processed", "saved", "true"),
            "Statuses that mean success, in any case; they count as status success.");
    private static final Setting<List<String>> ERROR_WORDS = Setting.list(
            "error-words",
            List.of("error", "failed", "failure", "fail", "exception", "false"),
            "Statuses that mean an error, in any case; they count as status error, and any other word as itself.");

    /** The keys, for a factory's target settings. */
    public static final List<Setting<?>> ALL = List.of(SUCCESS_WORDS, ERROR_WORDS);

    private final Set<String> successes;
    private final Set<String> errors;

    private Outcomes(Set<String> successes, Set<String> errors) {
        this.successes = successes;
        this.errors = errors;
    }

    /** What a target's section says; a word that is both is recorded there as a fault. */
    public static Outcomes read(Settings target) {
        Set<String> successes = words(target.get(SUCCESS_WORDS));
        Set<String> errors = words(target.get(ERROR_WORDS));
        for (String word : errors) {
            if (successes.contains(word)) {
                target.fault(
                        ERROR_WORDS, "\"" + word + "\" stands under success-words too; remove it from one of them");
            }
        }
        return new Outcomes(successes, errors);
    }

    private static Set<String> words(List<String> texts) {
        return texts.stream().map(text -> text.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    /** The outcome that a status says; unknown where there is none. */
    public String of(Optional<Event.Text> status) {
        if (status.isEmpty()) {
            return LabelValues.UNKNOWN;
        }
        String word = LabelValues.clean(status.get().value()).toLowerCase(Locale.ROOT);
        return successes.contains(word) ? SUCCESS : errors.contains(word) ? ERROR : word;
    }
}
