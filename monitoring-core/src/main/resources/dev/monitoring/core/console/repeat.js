// What is asked again and again while a page is shown.

import * as live from './live.js';

/**
 * Repeats a task while the page is shown and awake; one that fails is told and tried again. tell(text) says what is wrong,
 * and with an empty text that nothing is.
 */
export function every(seconds, task, {signal, tell}) {
  let timer = 0;
  const run = async () => {
    clearTimeout(timer);
    if (signal.aborted) {
      return;
    }
    if (live.isAwake()) {
      try {
        await task();
        tell('');
      } catch (fault) {
        if (!signal.aborted) {
          tell(`Waiting for the service: ${fault.message}`);
        }
      }
    }
    if (!signal.aborted) {
      timer = setTimeout(run, seconds * 1000);
    }
  };
  const wake = () => live.isAwake() && run();
  document.addEventListener('visibilitychange', wake, {signal});
  signal.addEventListener('abort', () => clearTimeout(timer));
  return run();
}
