/**
 * The dashboards for Grafana in {@code samples/grafana}, made of the chart definitions that the console draws. Knows those
 * definitions and Grafana's dashboard model, and nothing of the library but its public way in. The way in is
 * {@link dev.monitoring.samples.standalone.grafana.GrafanaDashboardsTest}.
 */
@NullMarked
package dev.monitoring.samples.standalone.grafana;

import org.jspecify.annotations.NullMarked;
