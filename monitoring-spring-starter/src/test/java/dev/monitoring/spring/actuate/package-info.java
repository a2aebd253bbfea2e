@NullMarked
package dev.monitoring.spring.actuate;

import org.jspecify.annotations.NullMarked;
