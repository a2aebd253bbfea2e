package dev.monitoring.spring.web;

import dev.monitoring.spring.autoconfigure.StarterSettings;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Whether the application's requests are to be counted at all: by the library's own switch, and by those that an application
 * has for Spring Boot's observations and meters of the same name.
 */
public final class OnWantedRequests extends SpringBootCondition {
    /** Switches of Spring Boot, by names of meters or the beginning of names. */
    private static final String[] SWITCHES = {"management.observations.enable.", "management.metrics.enable."};

    private static final String ALL = "all";

    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        Environment environment = context.getEnvironment();
        ConditionMessage.Builder message = ConditionMessage.forCondition("monitoring.http-requests.enabled");
        if (!StarterSettings.valueOf(environment, StarterSettings.HTTP_REQUESTS)) {
            return ConditionOutcome.noMatch(message.because("requests are not to be counted"));
        }
        for (String prefix : SWITCHES) {
            if (!isEnabled(environment, prefix)) {
                return ConditionOutcome.noMatch(
                        message.because(prefix + ServerRequests.TIMER + " says that requests are not to be counted"));
            }
        }
        return ConditionOutcome.match(message.because("requests are to be counted"));
    }

    /** The longest beginning of the name that is set holds, as in Spring Boot. */
    private static boolean isEnabled(Environment environment, String prefix) {
        for (String name = ServerRequests.TIMER; ; name = name.substring(0, name.lastIndexOf('.'))) {
            String set = environment.getProperty(prefix + name);
            if (set != null) {
                return !isFalse(set);
            }
            if (name.indexOf('.') < 0) {
                return !isFalse(environment.getProperty(prefix + ALL, "true"));
            }
        }
    }

    private static boolean isFalse(String text) {
        return text.strip().equalsIgnoreCase("false");
    }
}
