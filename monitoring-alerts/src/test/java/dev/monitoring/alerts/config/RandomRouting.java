package dev.monitoring.alerts.config;

import dev.monitoring.core.model.Labels;
import java.util.List;
import java.util.Random;

/** Made-up routing trees, in which each route has its own receiver, and alerts for them. Confined to one thread. */
public final class RandomRouting {
    private static final List<String> NAMES = List.of("alertname", "team", "severity", "region", "job");
    private static final List<String> VALUES =
            List.of("db", "web", "crit", "warn", "eu-1", "eu-2", "a,b", "a\"b", "x\\y", "ä", "", "10", "n\nl", "{z}");
    private static final List<String> PATTERNS =
            List.of("db|web", "eu-.*", "[a-c].*", "", ".+", "w.*|", "(?i)CRIT", "a.b", "n.l", "\\\\d+", "crit|warn");

    private final Random random;
    private int routes;

    public RandomRouting(Random random) {
        this.random = random;
    }

    /** A configuration with up to 60 routes. */
    public String config() {
        StringBuilder text = new StringBuilder("route:\n");
        routes = 0;
        route(text, "  ", 0);
        text.append("receivers:\n");
        for (int i = 0; i < routes; i++) {
            text.append("- name: r").append(i).append('\n');
        }
        return text.toString();
    }

    private void route(StringBuilder text, String indent, int depth) {
        text.append(indent).append("receiver: r").append(routes++).append('\n');
        switch (random.nextInt(4)) {
            case 0 -> text.append(indent).append("group_by: ['...']\n");
            case 1 -> text.append(indent).append("group_by: [team, alertname]\n");
            case 2 -> text.append(indent).append("group_by: [severity]\n");
            default -> {}
        }
        if (depth == 0) {
            text.append(indent).append("group_wait: 1h\n");
        } else {
            matchers(text, indent);
            if (random.nextInt(3) == 0) {
                text.append(indent).append("continue: true\n");
            }
        }
        int children = depth == 0 ? 4 : depth < 4 ? random.nextInt(4) : 0;
        if (children > 0 && routes < 55) {
            text.append(indent).append("routes:\n");
            for (int i = 0; i < children && routes < 60; i++) {
                text.append(indent).append("-\n");
                route(text, indent + "  ", depth + 1);
            }
        }
    }

    private void matchers(StringBuilder text, String indent) {
        if (random.nextInt(4) == 0) {
            text.append(indent).append("match: {").append(name()).append(": ");
            text.append(RealAlertmanager.quoted(pick(VALUES))).append("}\n");
        }
        if (random.nextInt(4) == 0) {
            text.append(indent).append("match_re: {").append(name()).append(": ");
            text.append(RealAlertmanager.quoted(pick(PATTERNS))).append("}\n");
        }
        text.append(indent).append("matchers:\n");
        for (int i = random.nextInt(3); i > 0; i--) {
            text.append(indent)
                    .append("- ")
                    .append(RealAlertmanager.quoted(matcher()))
                    .append('\n');
        }
    }

    /** A matcher as people write it. */
    public String matcher() {
        return name()
                + switch (random.nextInt(6)) {
                    case 0 -> "=" + RealAlertmanager.quoted(pick(VALUES));
                    case 1 -> " != " + RealAlertmanager.quoted(pick(VALUES));
                    case 2 -> "=~" + RealAlertmanager.quoted(pick(PATTERNS));
                    case 3 -> "!~ " + RealAlertmanager.quoted(pick(PATTERNS));
                    case 4 -> "=db";
                    default -> "=~eu-.*";
                };
    }

    /** Labels of an alert; number makes them differ from all others. */
    public Labels alert(int number) {
        Labels.Builder labels = Labels.builder().set("number", Integer.toString(number));
        for (String name : NAMES) {
            if (random.nextInt(4) > 0) {
                labels.set(name, pick(VALUES));
            }
        }
        return labels.build();
    }

    public static String json(Labels labels) {
        StringBuilder json = new StringBuilder("{");
        labels.forEach((name, value) -> json.append(json.length() > 1 ? "," : "")
                .append(RealAlertmanager.quoted(name))
                .append(':')
                .append(RealAlertmanager.quoted(value)));
        return json.append('}').toString();
    }

    private String name() {
        return pick(NAMES);
    }

    private String pick(List<String> texts) {
        return texts.get(random.nextInt(texts.size()));
    }
}
