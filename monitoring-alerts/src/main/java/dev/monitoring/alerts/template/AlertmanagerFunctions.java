package dev.monitoring.alerts.template;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The functions of Alertmanager's templates.
 *
 * @see <a href="https://prometheus.io/docs/alerting/latest/notifications/#functions">Notification template reference</a>
 */
final class AlertmanagerFunctions {
    private static final Map<String, Function> ALL = functions();

    private AlertmanagerFunctions() {}

    static Map<String, Function> all() {
        return ALL;
    }

    private static Map<String, Function> functions() {
        Map<String, Function> all = new HashMap<>(SharedFunctions.all());
        texts(all);
        times(all);
        collections(all);
        return Map.copyOf(all);
    }

    private static void texts(Map<String, Function> all) {
        all.put("title", SharedFunctions.ofText(GoText::titleLower));
        all.put("trimSpace", SharedFunctions.ofText(GoText::trimSpace));
        all.put(
                "safeUrl",
                Function.of(
                        (run, values) ->
                                TextValue.of(TextValue.URL, values.get(0).text()),
                        Parameter.TEXT));
        all.put("urlUnescape", SharedFunctions.ofText(AlertmanagerFunctions::urlUnescape));
        all.put(
                "base64encode",
                SharedFunctions.ofText(
                        text -> Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))));
        all.put("base64decode", SharedFunctions.ofText(AlertmanagerFunctions::base64Decode));
        all.put("join", Function.of(AlertmanagerFunctions::join, Parameter.TEXT, Parameter.TEXTS));
        all.put(
                "toJson",
                Function.of(
                        (run, values) -> TemplateValue.of(JsonText.of(values.get(0), run.budget())), Parameter.ANY));
    }

    private static String urlUnescape(String text) throws Fault {
        for (int i = text.indexOf('%'); i >= 0; i = text.indexOf('%', i + 1)) {
            String digits = text.substring(i + 1, Math.min(i + 3, text.length()));
            if (digits.length() < 2 || !digits.chars().allMatch(c -> c < 0x80 && Character.digit(c, 16) >= 0)) {
                throw Fault.execution("invalid URL escape " + Fault.quoted("%" + digits)
                        + "; a percent sign is followed by two hexadecimal digits");
            }
        }
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static String base64Decode(String text) throws Fault {
        try {
            return new String(
                    Base64.getDecoder().decode(text.replace("\n", "").replace("\r", "")), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Fault.execution(Fault.quoted(text) + " is not base64: " + e.getMessage());
        }
    }

    private static TemplateValue join(Run run, List<TemplateValue> values) throws Fault {
        StringBuilder joined = new StringBuilder();
        String before = "";
        for (TemplateValue value : ((ListValue) values.get(1)).values()) {
            run.budget().step();
            run.budget()
                    .checkLength((long) joined.length()
                            + before.length()
                            + value.text().length());
            joined.append(before).append(value.text());
            before = values.get(0).text();
        }
        run.budget().made(joined.length());
        return TemplateValue.of(joined.toString());
    }

    private static void times(Map<String, Function> all) {
        all.put(
                "date",
                Function.of(
                        (run, values) -> {
                            String layout = values.get(0).text();
                            run.budget().checkLength(3L * layout.length());
                            return TemplateValue.of(TimeText.format(layout, ((TimeValue) values.get(1)).time()));
                        },
                        Parameter.TEXT,
                        Parameter.TIME));
        all.put(
                "tz",
                Function.of(
                        (run, values) -> ((TimeValue) values.get(1))
                                .in(zone(values.get(0).text())),
                        Parameter.TEXT,
                        Parameter.TIME));
        all.put("now", Function.of((run, values) -> TemplateValue.of(now(run))));
        all.put(
                "since",
                Function.of(
                        (run, values) -> Methods.duration(Duration.between(
                                ((TimeValue) values.get(0)).time().toInstant(), now(run))),
                        Parameter.TIME));
        all.put("toDate", Function.of((run, values) -> dateOrZero(values), Parameter.TEXT, Parameter.TEXT));
        all.put("mustToDate", Function.of((run, values) -> date(values), Parameter.TEXT, Parameter.TEXT));
    }

    private static Instant now(Run run) {
        return Instant.ofEpochMilli(run.context().clock().epochMillis());
    }

    private static ZoneId zone(String name) throws Fault {
        try {
            return name.isEmpty() || name.equals("UTC")
                    ? ZoneOffset.UTC
                    : name.equals("Local") ? ZoneId.systemDefault() : ZoneId.of(name);
        } catch (DateTimeException e) {
            throw Fault.execution("unknown time zone " + Fault.quoted(name) + "; name one as Europe/Berlin");
        }
    }

    private static TemplateValue date(List<TemplateValue> values) throws Fault {
        return TimeValue.of(TimeText.parse(values.get(0).text(), values.get(1).text()));
    }

    private static TemplateValue dateOrZero(List<TemplateValue> values) {
        try {
            return date(values);
        } catch (Fault e) {
            // As in Alertmanager: toDate gives the zero time where mustToDate complains.
            return TemplateValue.of(NotificationData.Alert.neverEnds());
        }
    }

    private static void collections(Map<String, Function> all) {
        all.put(
                "stringSlice",
                Function.variadic((run, values) -> listOf(run, ListValue.TEXTS, values), Parameter.TEXT));
        all.put("list", Function.variadic((run, values) -> listOf(run, ListValue.ANYTHING, values), Parameter.ANY));
        all.put(
                "append",
                Function.variadic(
                        (run, values) -> {
                            List<TemplateValue> longer = new ArrayList<>(((ListValue) values.get(0)).values());
                            longer.addAll(values.subList(1, values.size()));
                            return listOf(run, ListValue.ANYTHING, longer);
                        },
                        Parameter.LIST,
                        Parameter.ANY));
        all.put("dict", Function.variadic(AlertmanagerFunctions::dict, Parameter.ANY));
    }

    private static TemplateValue listOf(Run run, String type, List<TemplateValue> values) throws Fault {
        run.budget().steps(1 + values.size());
        return ListValue.of(type, values);
    }

    private static TemplateValue dict(Run run, List<TemplateValue> values) throws Fault {
        run.budget().steps(1 + values.size());
        if (values.size() % 2 != 0) {
            throw Fault.execution("dict got " + values.size() + " arguments; give keys and values in turn");
        }
        Map<String, TemplateValue> entries = new HashMap<>();
        for (int i = 0; i < values.size(); i += 2) {
            if (values.get(i).kind() != TemplateValue.Kind.TEXT) {
                throw Fault.execution(
                        "dict keys must be strings; got " + values.get(i).type());
            }
            entries.put(values.get(i).text(), values.get(i + 1));
        }
        return TemplateValue.map(entries);
    }
}
