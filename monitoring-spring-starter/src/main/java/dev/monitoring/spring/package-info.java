/**
 * The Spring Boot starter, for 3.5 and 4.x from one artifact. Its packages lie below: {@code autoconfigure} starts and stops
 * the library with the application, the others hang what they serve on it.
 */
@NullMarked
package dev.monitoring.spring;

import org.jspecify.annotations.NullMarked;
