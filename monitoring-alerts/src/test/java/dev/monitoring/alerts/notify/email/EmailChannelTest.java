package dev.monitoring.alerts.notify.email;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.alerts.notify.Notifier;
import dev.monitoring.alerts.yaml.Faults;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class EmailChannelTest {
    private static final String MINIMAL = "{to: ops@example.org}";

    private final Faults faults = new Faults();

    private Optional<Notifier> open(String settings, String global) {
        return EmailFixture.open(settings, global, faults);
    }

    private List<String> told() {
        return EmailFixture.told(faults).lines().toList();
    }

    @Test
    void takesFromTheGlobalSectionWhatItIsNotTold() {
        Optional<Notifier> notifier = open(MINIMAL, """
                smtp_from: app@example.org
                smtp_smarthost: '[::1]:465'
                smtp_hello: app.example.org
                smtp_auth_username: tim
                smtp_auth_password: canary
                smtp_require_tls: true
                smtp_tls_config: {insecure_skip_verify: true}
                """);

        assertEquals(List.of(), told());
        assertEquals("ops@example.org", notifier.orElseThrow().target());
    }

    @Test
    void namesEverythingThatIsMissingOrWrong() {
        Optional<Notifier> notifier = open("""
                smarthost: mail.example.org
                hello: 'a b'
                headers: {Subject: '{{ .X', subject: b, 'a b': c, Content-Type: text/plain}
                html: "<p>\\n{{ nope }}"
                auth_username: tim
                require_tls: perhaps
                auth_pasword: canary
                tls_config: {ca: x}
                """, "{smtp_from: ''}");

        assertTrue(notifier.isEmpty());
        String all = String.join("\n", told());
        for (String part : List.of(
                "a.yml:1:1: \"to\" is missing",
                "\"from\" is missing; add it, or \"smtp_from\" to \"global\"",
                "a.yml:1:12: smarthost: \"mail.example.org\" is not a host with a port",
                "a.yml:2:8: hello: \"a b\" is not the name of a host",
                "Subject: unclosed action",
                "subject: stands beside \"Subject\"",
                "a b: is not the name of a header",
                "Content-Type: says how the body is written",
                "html: function \"nope\" not defined",
                "neither auth_password nor auth_secret",
                "require_tls: \"perhaps\" is neither true nor false",
                "\"auth_pasword\" is not a key of an email_configs item; did you mean \"auth_password\"?",
                "ca: is not supported")) {
            assertTrue(all.contains(part), () -> part + "\nis not in\n" + all);
        }
        assertFalse(all.contains("canary"));
    }

    @Test
    void namesTheDependencyToAddWhereItIsMissing() throws Exception {
        WithoutLibrary loader = new WithoutLibrary();

        @SuppressWarnings("unchecked")
        Supplier<String> opening = (Supplier<String>)
                loader.loadClass(Opening.class.getName()).getConstructor().newInstance();

        assertTrue(opening.get().contains("add the dependency org.eclipse.angus:jakarta.mail"), () -> opening.get());
    }

    /** Opens a channel, and gives its faults. */
    public static final class Opening implements Supplier<String> {
        @Override
        public String get() {
            Faults faults = new Faults();
            boolean opened = EmailFixture.open(
                            "{to: ops@example.org, from: app@example.org, smarthost: 'localhost:25'}", "{}", faults)
                    .isPresent();
            return opened ? "opened" : EmailFixture.told(faults);
        }
    }

    /** A class path without Jakarta Mail. */
    private static final class WithoutLibrary extends ClassLoader {
        WithoutLibrary() {
            super(EmailChannelTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("jakarta.mail.")) {
                throw new ClassNotFoundException(name);
            }
            if (!name.startsWith("dev.monitoring.alerts.")) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            if (loaded != null) {
                return loaded;
            }
            try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
