/**
 * What tests against real servers need: a server of their own that may be killed and frozen, and a line to it that may
 * fail. Knows no protocol and no collector.
 */
package dev.monitoring.collectors.testing;
