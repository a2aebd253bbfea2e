package dev.monitoring.collectors.amqp;

import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.Settings;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Who logs in at a broker, and how. Immutable; the password never shows in {@code toString}. */
public final class Login {
    private static final Setting<String> USERNAME = Setting.text("username", "guest", "The user to log in as.");
    private static final Setting<String> PASSWORD =
            Setting.secret("password", "The user's password; that of guest is guest.");
    private static final Setting<String> PASSWORD_FILE = Setting.text(
            "password-file", null, "A file with the password, read for each connection; instead of password.");

    private static final List<Setting<?>> ALL = List.of(USERNAME, PASSWORD, PASSWORD_FILE);

    /** A longer file is none with a password. */
    private static final long MAX_FILE_BYTES = 8 << 10;

    private final String username;
    private final String password;
    private final Optional<Path> file;

    private Login(String username, String password, Optional<Path> file) {
        this.username = username;
        this.password = password;
        this.file = file;
    }

    /** The keys, for a factory's target settings. */
    public static List<Setting<?>> all() {
        return ALL;
    }

    /** A user with a password. */
    public static Login of(String username, String password) {
        return new Login(username, password, Optional.empty());
    }

    /** What a target's section says. Reads no file; what is wrong with the section is recorded there as faults. */
    public static Login read(Settings target) {
        String user = target.get(USERNAME);
        Optional<String> password = target.find(PASSWORD);
        Optional<Path> file = Optional.empty();
        try {
            file = target.find(PASSWORD_FILE).filter(name -> !name.isBlank()).map(Path::of);
        } catch (InvalidPathException e) {
            target.fault(PASSWORD_FILE, "the text is not a path: " + e.getReason());
        }
        if (file.isPresent() && password.isPresent()) {
            target.fault(PASSWORD_FILE, "password is set as well; keep one of the two");
        }
        boolean known = password.isPresent() || target.isSet(PASSWORD_FILE) || user.equals("guest");
        if (!known) {
            target.fault(USERNAME, "there is a user but no password; set password or password-file");
        }
        return new Login(user, password.orElse("guest"), file);
    }

    public String username() {
        return username;
    }

    /**
     * The password, read from its file where it has one.
     *
     * @throws IOException naming the file that cannot be read, and what to do
     */
    public String password() throws IOException {
        return file.isPresent() ? read(file.get()) : password;
    }

    private static String read(Path file) throws IOException {
        try {
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new IOException("file " + file + " has more than " + MAX_FILE_BYTES
                        + " bytes, which is no password; name another in password-file");
            }
            String password = Files.readString(file).strip();
            if (password.isEmpty()) {
                throw new IOException("file " + file + " is empty; put the password into it");
            }
            return password;
        } catch (FileSystemException | CharacterCodingException e) {
            throw new IOException(
                    "file " + file + " cannot be read (" + e.getClass().getSimpleName()
                            + "); name a text file in password-file that this process may read",
                    e);
        }
    }

    @Override
    public String toString() {
        return "Login[" + username + "]";
    }
}
