package dev.monitoring.spring.autoconfigure;

import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.SettingCatalog;
import java.util.List;

/** The keys {@code ssl.…} of a target, in the place of its {@code tls.…}: the host's own keys and certificates by name. */
final class SslBundleSettings {
    private static final Setting<String> BUNDLE = Setting.text(
            "bundle", null, "The SSL bundle of spring.ssl.bundle to take keys and authorities from, instead of tls.*.");

    private SslBundleSettings() {}

    /** All of them, below a target's {@code ssl}. */
    static List<Setting<?>> all() {
        return List.of(BUNDLE);
    }

    /** Whether the targets of a section speak TLS. */
    static boolean belongIn(SettingCatalog.Section section) {
        return section.entries().stream()
                .anyMatch(entry -> entry.setting().key().equals("tls.ca"));
    }
}
