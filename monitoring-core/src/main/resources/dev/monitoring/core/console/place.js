// Where the viewer is: page and parameters, in the address behind the hash, so that it can be sent, marked and gone back from.
//   #/redis?range=15m&target=redis/localhost:6379

/** The page's name and its parameters. */
export function read() {
  const [path, search = ''] = location.hash.replace(/^#\/?/, '').split(/\?(.*)/s);
  let page = 'overview';
  try {
    page = decodeURIComponent(path) || page;
  } catch {
    // Not percent encoding: nowhere we know, so the beginning.
  }
  return {page, params: new URLSearchParams(search)};
}

/** The address of a page with parameters, for a link. Parameters without a value are left out. */
export function link(page, params = {}) {
  const search = new URLSearchParams();
  for (const [name, value] of params instanceof URLSearchParams ? params : Object.entries(params)) {
    if (value !== null && value !== undefined && value !== '') {
      search.append(name, value);
    }
  }
  return `#/${encodeURIComponent(page)}${search.size ? `?${search}` : ''}`;
}

/** Goes to a page. */
export function go(page, params = {}) {
  location.hash = link(page, params);
}

/**
 * Changes parameters of the page that is shown; null takes one away. By default a step that the back button undoes, with
 * replace none; the page is shown again, unless quiet.
 */
export function change(changes, {replace = false, quiet = false} = {}) {
  const {page, params} = read();
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === undefined || value === '') {
      params.delete(name);
    } else {
      params.set(name, value);
    }
  }
  const address = link(page, params);
  if (address === location.hash) {
    return;
  }
  history[replace ? 'replaceState' : 'pushState'](null, '', address);
  if (!quiet) {
    window.dispatchEvent(new HashChangeEvent('hashchange'));
  }
}
