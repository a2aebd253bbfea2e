package dev.monitoring.collectors.nginx;

import dev.monitoring.collectors.testing.OwnProcess;
import java.io.IOException;

/** A real nginx on a free port, with a status page and one that wants a password. */
public final class NginxServer {
    private static final String CONFIGURATION = """
            daemon off;
            master_process off;
            error_log stderr;
            pid {directory}/nginx.pid;
            events { worker_connections 64; }
            http {
                access_log off;
                client_body_temp_path {directory}/body;
                proxy_temp_path {directory}/proxy;
                fastcgi_temp_path {directory}/fastcgi;
                uwsgi_temp_path {directory}/uwsgi;
                scgi_temp_path {directory}/scgi;
                server {
                    listen 127.0.0.1:{port};
                    location = /stub_status { stub_status; }
                    location = /secret {
                        auth_basic "status";
                        auth_basic_user_file {directory}/users;
                        stub_status;
                    }
                    location = /vts { return 404; }
                    location / { return 200 "hello"; }
                }
            }
            """;

    private NginxServer() {}

    /** Starts one; the test is skipped where nginx is not installed. The secret page takes {@code monitor:canary}. */
    public static OwnProcess start() throws IOException, InterruptedException {
        return OwnProcess.of("nginx")
                .file("nginx.conf", CONFIGURATION)
                .file("users", "monitor:{PLAIN}canary\n")
                .command("{program}", "-c", "{directory}/nginx.conf", "-e", "stderr", "-p", "{directory}")
                .start();
    }
}
