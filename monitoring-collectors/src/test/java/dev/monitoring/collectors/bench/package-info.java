/** What one run of each collector costs on this machine. */
package dev.monitoring.collectors.bench;
