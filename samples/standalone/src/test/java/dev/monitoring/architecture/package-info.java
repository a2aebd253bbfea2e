/**
 * Holds the code to its architecture: which packages there are, and which way each may look.
 */
package dev.monitoring.architecture;
