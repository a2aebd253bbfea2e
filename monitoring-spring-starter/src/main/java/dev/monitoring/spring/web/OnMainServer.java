package dev.monitoring.spring.web;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Whether the application's server has the routes. */
public final class OnMainServer extends SpringBootCondition {
    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        return outcome(ServedBy.of(context.getEnvironment()), ServedBy.MAIN_SERVER);
    }

    static ConditionOutcome outcome(ServedBy actual, ServedBy wanted) {
        ConditionMessage message =
                ConditionMessage.forCondition("monitoring.web.server").because("the routes are served by " + actual);
        return new ConditionOutcome(actual == wanted, message);
    }
}
