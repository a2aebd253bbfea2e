package dev.monitoring.spring.autoconfigure;

import dev.monitoring.core.settings.SettingLayer;
import dev.monitoring.core.settings.Settings;

/**
 * A bean that adds settings below the user's own: targets that the application has anyway, defaults that suit a host. Asked
 * once, on the thread that starts the library, after the application is ready; where it throws, its settings are missing, and
 * the log says so.
 */
@FunctionalInterface
public interface SettingContributor {
    /**
     * Settings that the user's win over, key by key. Their origins are shown to people: {@code bean redisConnectionFactory}.
     *
     * @param own what the user has set below {@code monitoring}, to add nothing that would mix with it
     */
    SettingLayer contribute(Settings own);
}
