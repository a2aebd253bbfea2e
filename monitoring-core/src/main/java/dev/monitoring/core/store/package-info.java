/**
 * Recent samples within a time and byte budget, indexed by label: {@link dev.monitoring.core.store.RingBufferStore}. Knows
 * what a series is and nothing of where samples come from or what is computed from them.
 *
 * <h2>Who does what on which thread</h2>
 *
 * <table>
 * <caption>Threads that enter, and what they may meet</caption>
 * <tr><th>Call</th><th>Thread</th><th>Lock</th><th>Waits for</th></tr>
 * <tr><td>{@code append()} … {@code close()} of the batch</td><td>any</td><td>the store's {@code writing}</td>
 *     <td>another open batch</td></tr>
 * <tr><td>{@code resolve}, {@code append}, {@code check}</td><td>the one that opened the batch</td><td>held</td>
 *     <td>nothing</td></tr>
 * <tr><td>maintenance: sealing, dropping, the index</td><td>the writer: sealing within {@code append}, the rest when the
 *     batch ends</td><td>held</td><td>nothing</td></tr>
 * <tr><td>{@code select}, {@code labelNames}, {@code labelValues}, {@code read}, {@code statistics}</td><td>any</td>
 *     <td>none; the memory of regular expressions has a lock that only readers take, for a look-up</td>
 *     <td>nothing</td></tr>
 * <tr><td>log lines</td><td>the writer</td><td>none any more</td><td>the logging framework</td></tr>
 * </table>
 *
 * <p>There is no thread of the store's own, and one lock that matters; so there is no order of locks.
 *
 * <h2>What readers see</h2>
 *
 * <ul>
 *   <li>A sample is there whole or not at all, from the moment {@code append} returns or a little later, at the latest when
 *       the batch is closed. Two series read during a batch may be one tick apart.
 *   <li>A series created in a batch is selected once the batch is closed.
 *   <li>A series may be dropped while a reader holds it: it then reads as empty.
 *   <li>A read sees the blocks as they were at one moment, except that the oldest may have been dropped since.
 *   <li>Numbers in the statistics belong to moments close to each other, not to the same.
 * </ul>
 *
 * <p>How that is kept up without locks is said where it is done: {@code SampleRing} for samples,
 * {@code Postings}, {@code LabelIndex} and {@code RingBufferStore} for the index, {@code SeriesOrder} for sorting.
 */
@NullMarked
package dev.monitoring.core.store;

import org.jspecify.annotations.NullMarked;
