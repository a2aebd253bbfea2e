/**
 * Names that others choose and that become metrics here: what a user lets metrics begin with, and words of services, of which
 * there may be any number of any length, as label values. Knows no system.
 */
@NullMarked
package dev.monitoring.collectors.naming;

import org.jspecify.annotations.NullMarked;
