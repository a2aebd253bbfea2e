@NullMarked
package dev.monitoring.spring.connection;

import org.jspecify.annotations.NullMarked;
