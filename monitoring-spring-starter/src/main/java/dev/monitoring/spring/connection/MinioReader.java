package dev.monitoring.spring.connection;

import dev.monitoring.collectors.minio.MinioCollectorFactory;
import dev.monitoring.core.collect.CollectorFactory;
import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.Settings;
import io.minio.MinioClient;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ReflectionUtils;

/**
 * Reads clients of MinIO. They tell neither address nor credentials, so these are read from their fields, whose names are
 * the same in versions 8 and 9 of the SDK. Credentials that come over the network are not asked for. Immutable.
 */
final class MinioReader implements BeanReader {
    /** Those that answer from memory or from the environment. */
    private static final Set<String> LOCAL_PROVIDERS =
            Set.of("StaticProvider", "MinioEnvironmentProvider", "AwsEnvironmentProvider");

    private static final Setting<String> URL = Setting.text("url", null, "The server.");
    private static final Setting<Boolean> SECURE = Setting.flag("secure", false, "Whether by TLS.");

    @Override
    public Class<?> type() {
        return MinioClient.class;
    }

    @Override
    public CollectorFactory collectors() {
        return new MinioCollectorFactory();
    }

    @Override
    public List<BeanTarget> read(HostBean bean) throws Unreadable {
        // The blocking client wraps one that does not block, and that one has the address.
        Object client = field(bean.object(), "asyncClient").orElse(bean.object());
        String text = field(client, "baseUrl")
                .map(String::valueOf)
                .orElseThrow(() -> new Unreadable("this version of the SDK keeps its address elsewhere"));
        URI url = address(text);
        Map<String, String> values = new TreeMap<>();
        values.put("url", url.getScheme() + "://" + url.getRawAuthority());
        field(client, "provider").ifPresent(provider -> credentials(provider, values));
        return List.of(new BeanTarget(bean.name(), place(url), values));
    }

    @Override
    public List<Place> places(Settings target) {
        String url = target.find(URL).orElse("").strip();
        if (url.isEmpty()) {
            return List.of();
        }
        String scheme = url.contains("://") ? "" : target.get(SECURE) ? "https://" : "http://";
        return Place.ofUrl(scheme + url, url.startsWith("https:") || scheme.equals("https://") ? 443 : 80)
                .map(List::of)
                .orElse(List.of());
    }

    private static URI address(String text) throws Unreadable {
        try {
            URI url = URI.create(text);
            if (url.getScheme() != null && url.getHost() != null) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw new Unreadable("its address is not one of http or https");
    }

    private static Place place(URI url) {
        int usual = url.getScheme().equalsIgnoreCase("https") ? 443 : 80;
        return new Place(url.getHost(), url.getPort() < 0 ? usual : url.getPort());
    }

    private static void credentials(Object provider, Map<String, String> values) {
        if (!LOCAL_PROVIDERS.contains(provider.getClass().getSimpleName())) {
            return; // the health pages answer everybody
        }
        Object credentials = call(provider, "fetch");
        Object name = credentials == null ? null : call(credentials, "accessKey");
        Object secret = credentials == null ? null : call(credentials, "secretKey");
        if (name != null && secret != null) {
            values.put("access-key", name.toString());
            values.put("secret-key", secret.toString());
        }
    }

    private static Optional<Object> field(Object object, String name) {
        Field field = ReflectionUtils.findField(object.getClass(), name);
        if (field == null) {
            return Optional.empty();
        }
        ReflectionUtils.makeAccessible(field);
        return Optional.ofNullable(ReflectionUtils.getField(field, object));
    }

    private static @Nullable Object call(Object object, String name) {
        Method method = ReflectionUtils.findMethod(object.getClass(), name);
        if (method == null) {
            return null;
        }
        ReflectionUtils.makeAccessible(method);
        return ReflectionUtils.invokeMethod(method, object);
    }
}
