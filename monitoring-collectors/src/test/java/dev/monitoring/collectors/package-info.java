/** What the tests of several collectors share: a sink that remembers, and expositions to compare with. */
package dev.monitoring.collectors;
