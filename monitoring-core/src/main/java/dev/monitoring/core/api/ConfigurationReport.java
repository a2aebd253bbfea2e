package dev.monitoring.core.api;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.SettingCatalog;
import dev.monitoring.core.settings.SettingCatalog.Section;
import java.io.IOException;
import java.util.List;

/**
 * What is configured and from where, and all that could be, as JSON. Secrets and the values of unknown keys are {@code ***},
 * addresses come without the user and password in them. The form is stable:
 *
 * <pre>{@code
 * {
 *   "configured": [{                                         by key
 *     "key": "monitoring.collectors.redis.targets[0].address", "value": "cache-1:6379",
 *     "origin": "monitoring.yml:12:5"                        file:line:column, environment VARIABLE, code, --flag
 *   }],
 *   "sections": [{
 *     "prefix": "monitoring", "title": "Core",
 *     "settings": [{
 *       "key": "monitoring.interval",                        with [] where the number of a list's entry goes
 *       "form": "duration", "default": "5s",                 or null
 *       "secret": false, "help": "How often collectors run, …"
 *     }]
 *   }]
 * }
 * }</pre>
 *
 * @param configured every value that was set
 * @param sections every key that may be set
 */
record ConfigurationReport(List<SettingCatalog.Shown> configured, List<Section> sections) {
    void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("configured");
        for (SettingCatalog.Shown shown : configured) {
            json.writeStartObject();
            json.writeStringField("key", shown.key());
            json.writeStringField("value", shown.value());
            json.writeStringField("origin", shown.origin().toString());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("sections");
        for (Section section : sections) {
            json.writeStartObject();
            json.writeStringField("prefix", section.prefix());
            json.writeStringField("title", section.title());
            json.writeArrayFieldStart("settings");
            for (SettingCatalog.Entry entry : section.entries()) {
                write(json, entry.key(), entry.setting());
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, String key, Setting<?> setting) throws IOException {
        json.writeStartObject();
        json.writeStringField("key", key);
        json.writeStringField("form", setting.form());
        Json.text(json, "default", setting.defaultText().filter(text -> !text.isEmpty()));
        json.writeBooleanField("secret", setting.isSecret());
        json.writeStringField("help", setting.help());
        json.writeEndObject();
    }
}
