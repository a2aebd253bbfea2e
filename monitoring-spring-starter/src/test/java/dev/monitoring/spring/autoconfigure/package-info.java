/** Proves that the library lives and dies with an application, whatever that application has and does. */
package dev.monitoring.spring.autoconfigure;
