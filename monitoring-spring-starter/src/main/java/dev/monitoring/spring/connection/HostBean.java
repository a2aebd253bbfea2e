package dev.monitoring.spring.connection;

import org.springframework.core.env.Environment;

/**
 * A bean that the host has made. Immutable.
 *
 * @param name its name
 * @param object the bean itself, outside of proxies
 * @param fromBoot whether Boot's auto-configuration made it, so that Boot's properties are about it
 * @param environment where those properties are
 */
record HostBean(String name, Object object, boolean fromBoot, Environment environment) {
    /** Boot's property about it, or an empty text. */
    String property(String key) {
        return fromBoot ? environment.getProperty(key, "").strip() : "";
    }

    @Override
    public String toString() {
        return "bean \"" + name + "\"";
    }
}
