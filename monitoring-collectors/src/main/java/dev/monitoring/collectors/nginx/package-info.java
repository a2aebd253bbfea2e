/**
 * nginx by its {@code stub_status} page, under the names of nginx-prometheus-exporter, and by the page of the module for
 * virtual host traffic, where there is one. Knows nothing of nginx's files and logs.
 * {@link dev.monitoring.collectors.nginx.NginxCollectorFactory} is the way in.
 */
@NullMarked
package dev.monitoring.collectors.nginx;

import org.jspecify.annotations.NullMarked;
