package dev.monitoring.spring.connection;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A server that a bean talks to. Immutable; its text shows no value, for some are secret.
 *
 * @param bean the name of the bean
 * @param place which server it is, for comparison with others of its kind
 * @param values the keys of a target of the collector, and their texts
 */
record BeanTarget(String bean, Place place, Map<String, String> values) {
    BeanTarget {
        values = Collections.unmodifiableMap(new TreeMap<>(values));
    }

    @Override
    public String toString() {
        return place + " of bean \"" + bean + "\"";
    }
}
