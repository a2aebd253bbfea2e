/**
 * What the tests of all modules share about testing itself. Published with the test jar; knows nothing of the library.
 */
package dev.monitoring.core.testing;
