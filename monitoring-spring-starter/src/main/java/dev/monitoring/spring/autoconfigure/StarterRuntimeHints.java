package dev.monitoring.spring.autoconfigure;

import dev.monitoring.core.MonitoringExtension;
import dev.monitoring.core.collect.CollectorFactory;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;

/**
 * What a native image must keep: the files that are served and read from the class path, what services name, and what is found
 * by its name.
 */
final class StarterRuntimeHints implements RuntimeHintsRegistrar {
    private static final List<Class<?>> SERVICES = List.of(MonitoringExtension.class, CollectorFactory.class);

    /** What tells whether a library is there; without a hint a native image answers that none is. */
    private static final List<String> LOOKED_FOR = List.of(
            "com.rabbitmq.client.ConnectionFactory",
            "com.sun.jna.NativeLibrary",
            "com.zaxxer.hikari.HikariDataSource",
            "io.lettuce.core.RedisClient",
            "io.minio.MinioAsyncClient",
            "io.netty.channel.Channel",
            "jakarta.mail.internet.InternetAddress",
            "jakarta.websocket.server.ServerContainer",
            "javax.sql.DataSource",
            "okhttp3.OkHttpClient",
            "org.springframework.boot.jdbc.metadata.DataSourcePoolMetadataProvider",
            "org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory",
            "org.springframework.jdbc.datasource.AbstractDriverBasedDataSource",
            "org.springframework.security.web.csrf.CsrfToken",
            "org.springframework.security.web.server.csrf.CsrfToken",
            "oshi.SystemInfo",
            "reactor.netty.http.server.HttpServer");

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
        // One star is one level of folders since Spring 7, and was all of them before.
        hints.resources()
                .registerPattern("dev/monitoring/core/console/**")
                .registerPattern("dev/monitoring/alerts/**")
                .registerPattern("dev/monitoring/collectors/**");
        for (Class<?> service : SERVICES) {
            hints.resources().registerPattern("META-INF/services/" + service.getName());
            ServiceLoader.load(service, classLoader).stream()
                    .forEach(provider -> hints.reflection()
                            .registerType(provider.type(), MemberCategory.INVOKE_PUBLIC_CONSTRUCTORS));
        }
        for (String type : LOOKED_FOR) {
            hints.reflection().registerTypeIfPresent(classLoader, type);
        }
        keepDriver(hints.reflection(), classLoader);
        keepClients(hints.reflection(), classLoader);
    }

    /** The driver is made by its name, and makes by their names what carries its bytes. */
    private static void keepDriver(ReflectionHints reflection, @Nullable ClassLoader classLoader) {
        for (String type : List.of(
                "org.postgresql.Driver",
                "dev.monitoring.collectors.postgres.WireSockets",
                "dev.monitoring.collectors.postgres.WireTls")) {
            reflection.registerTypeIfPresent(classLoader, type, MemberCategory.INVOKE_PUBLIC_CONSTRUCTORS);
        }
        for (String source :
                List.of("org.postgresql.ds.common.BaseDataSource", "org.postgresql.ds.PGSimpleDataSource")) {
            reflection.registerTypeIfPresent(classLoader, source, MemberCategory.INVOKE_PUBLIC_METHODS);
        }
    }

    /** What clients do not tell by methods that are open to all. */
    private static void keepClients(ReflectionHints reflection, @Nullable ClassLoader classLoader) {
        reflection.registerTypeIfPresent(
                classLoader,
                "org.springframework.amqp.rabbit.connection.AbstractConnectionFactory",
                type -> type.withMethod("getAddresses", List.of(), ExecutableMode.INVOKE));
        reflection.registerTypeIfPresent(classLoader, "io.minio.MinioClient", type -> type.withField("asyncClient"));
        for (String client : List.of("io.minio.S3Base", "io.minio.BaseS3Client")) { // in version 8, in 9
            reflection.registerTypeIfPresent(
                    classLoader, client, type -> type.withField("baseUrl").withField("provider"));
        }
        for (String provider : List.of("StaticProvider", "MinioEnvironmentProvider", "AwsEnvironmentProvider")) {
            reflection.registerTypeIfPresent(
                    classLoader,
                    "io.minio.credentials." + provider,
                    type -> type.withMethod("fetch", List.of(), ExecutableMode.INVOKE));
        }
        reflection.registerTypeIfPresent(
                classLoader,
                "io.minio.credentials.Credentials",
                type -> type.withMethod("accessKey", List.of(), ExecutableMode.INVOKE)
                        .withMethod("secretKey", List.of(), ExecutableMode.INVOKE));
        String notices = "io.lettuce.core.MaintNotificationsConfig"; // since Lettuce 7
        reflection.registerTypeIfPresent(
                classLoader, notices, type -> type.withMethod("disabled", List.of(), ExecutableMode.INVOKE));
        reflection.registerTypeIfPresent(
                classLoader,
                "io.lettuce.core.ClientOptions$Builder",
                type -> type.withMethod(
                        "maintNotificationsConfig", List.of(TypeReference.of(notices)), ExecutableMode.INVOKE));
    }
}
