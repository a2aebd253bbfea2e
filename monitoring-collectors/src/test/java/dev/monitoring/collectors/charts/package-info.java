/**
 * The charts of the console and the dashboards of Grafana, asked of collectors that watch something that runs. Knows the
 * collectors by their settings only, as a user does.
 */
package dev.monitoring.collectors.charts;
