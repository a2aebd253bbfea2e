package dev.monitoring.spring.web;

import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Whether the server on the management's own port has the routes. */
public final class OnManagementServer extends SpringBootCondition {
    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        return OnMainServer.outcome(ServedBy.of(context.getEnvironment()), ServedBy.MANAGEMENT_SERVER);
    }
}
