// Figures of one page that are loaded together and then move together.

import * as live from './live.js';

/**
 * Loads figures and lets them follow the ticks until the page is left.
 *
 * figures      each with expressions, load(grid) and tick(tick); fault, if it could not be loaded, as an ApiError
 * gridNow()    the points of the span as of now
 * whenLoaded   called with the grid after each loading: at first, and when ticks were missed
 */
export async function follow(figures, gridNow, {range, signal, leave}, whenLoaded = () => {}) {
  let loading = 0;
  const late = []; // ticks that came while something was loaded, which may lack them
  const load = async () => {
    loading++;
    const grid = gridNow();
    try {
      await Promise.all(figures.map((figure) => figure.load(grid)));
    } finally {
      loading--;
    }
    if (loading === 0) {
      late.splice(0).forEach(move);
    }
    await whenLoaded(grid);
  };
  const move = (tick) => (loading > 0 ? late.push(tick) : followed.forEach((figure) => figure.tick(tick)));
  await load();
  const followed = figures.filter(({fault}) => !isRefused(fault));
  if (range.isLive && !signal.aborted && followed.length > 0) {
    leave(live.subscribe(followed.flatMap(({expressions}) => expressions), move, load));
  }
}

/** Whether what was asked is wrong, so that asking again would not help. */
function isRefused(fault) {
  return fault?.status >= 400 && fault.status < 500;
}
