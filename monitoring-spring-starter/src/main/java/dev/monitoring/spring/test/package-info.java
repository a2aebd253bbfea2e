/**
 * For the tests of applications that are monitored: time that passes when a test says so, and assertions on alerts.
 *
 * <p>Knows of Spring's test support nothing but the one annotation that brings an auto-configuration into a test; the way in is
 * {@link dev.monitoring.spring.test.AutoConfigureMonitoring}.
 */
@NullMarked
package dev.monitoring.spring.test;

import org.jspecify.annotations.NullMarked;
