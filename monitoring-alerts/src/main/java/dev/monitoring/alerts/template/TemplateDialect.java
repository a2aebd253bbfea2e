package dev.monitoring.alerts.template;

import java.util.Map;

/** Whose functions a template may call, besides those of Go. */
public enum TemplateDialect {
    /** Annotations and labels of alert rules. */
    PROMETHEUS {
        @Override
        Map<String, Function> functions() {
            return PrometheusFunctions.all();
        }
    },
    /** Texts of notifications. */
    ALERTMANAGER {
        @Override
        Map<String, Function> functions() {
            return AlertmanagerFunctions.all();
        }
    };

    abstract Map<String, Function> functions();
}
