// Elements out of values. Text is always a text node, attributes come from a short list, and an address may only lead to
// where it is harmless, so that nothing a label, a help text or an annotation holds can become markup.

const SVG = 'http://www.w3.org/2000/svg';
const ATTRIBUTES = new Set(['alt', 'class', 'colspan', 'cx', 'cy', 'd', 'datetime', 'dir', 'disabled', 'download', 'fill', 'for',
  'height', 'hidden', 'href', 'id', 'lang', 'list', 'max', 'maxlength', 'min', 'name', 'open', 'placeholder', 'points',
  'preserveAspectRatio', 'r', 'rel', 'required', 'role', 'rows', 'rx', 'scope', 'selected', 'spellcheck', 'src', 'step',
  'stroke', 'stroke-dasharray', 'stroke-width', 'tabindex', 'target', 'title', 'type', 'value', 'viewBox', 'width', 'wrap', 'x',
  'x1', 'x2', 'y', 'y1', 'y2', 'autocomplete', 'autocapitalize', 'inputmode', 'checked', 'text-anchor', 'vector-effect']);

/** Text as it is shown: characters that would turn the direction of what stands beside them are made visible. */
export function plain(text) {
  return String(text).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
}

/**
 * An HTML element: h('p', {class: 'soft', onclick: f, style: {width: '3px'}, data: {state: 'up'}}, 'text', element, …).
 * Children that are null, undefined or false are left out; lists are taken apart.
 */
export function h(tag, attributes, ...children) {
  return build(document.createElement(tag), attributes, children);
}

/** An SVG element, in the same manner. */
export function svg(tag, attributes, ...children) {
  return build(document.createElementNS(SVG, tag), attributes, children);
}

/** Puts children in the place of what an element held. */
export function fill(element, ...children) {
  element.replaceChildren(...nodes(children));
  return element;
}

/** Writes a text into an element, if it is another than before. */
export function write(element, text) {
  const shown = plain(text);
  if (element.textContent !== shown) {
    element.textContent = shown;
  }
}

function build(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    set(element, name, value);
  }
  element.append(...nodes(children));
  return element;
}

function set(element, name, value) {
  if (value === null || value === undefined || value === false) {
    return;
  }
  if (name.startsWith('on') && typeof value === 'function') {
    element.addEventListener(name.slice(2), value);
  } else if (name === 'style') {
    for (const [property, setting] of Object.entries(value)) {
      element.style.setProperty(property, setting);
    }
  } else if (name === 'data') {
    Object.assign(element.dataset, value);
  } else if (name === 'href') {
    element.setAttribute(name, harmless(value));
  } else if (ATTRIBUTES.has(name) || name.startsWith('aria-')) {
    element.setAttribute(name, value === true ? '' : plain(value));
  } else {
    throw new Error(`attribute ${name} is not among those the console uses`);
  }
}

/** An address if it is one of ours or one of the web, otherwise nowhere: "javascript:" and the like lead nowhere. */
export function harmless(address) {
  try {
    const url = new URL(address, document.baseURI);
    return ['http:', 'https:', 'mailto:', 'blob:'].includes(url.protocol) ? String(address) : '#';
  } catch {
    return '#';
  }
}

function nodes(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false)
    .map((child) => (child instanceof Node ? child : document.createTextNode(plain(child))));
}
