/** Tests of both ways between this library and Micrometer. */
package dev.monitoring.core.micrometer;
