/** What sampling the host's meters costs. */
package dev.monitoring.core.micrometer.bench;
