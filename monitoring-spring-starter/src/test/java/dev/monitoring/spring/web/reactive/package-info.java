@org.jspecify.annotations.NullMarked
package dev.monitoring.spring.web.reactive;
