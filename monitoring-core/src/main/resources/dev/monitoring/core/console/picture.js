// A chart as a picture: its question, the plot, and the legend with the latest figures.

import {h} from './dom.js';
import {value as inUnit} from './format.js';
import {colour, look} from './plot.js';
import {latest} from './series.js';

/** Puts the picture into the clipboard, or into a file where the clipboard takes none. Returns what was done. */
export async function picture(chart) {
  const {definition, element, lines, plot} = chart;
  const drawn = plot.canvas;
  const ratio = devicePixelRatio || 1;
  const head = 30 * ratio;
  const lineHeight = 18 * ratio;
  const canvas = document.createElement('canvas');
  canvas.width = drawn.width;
  canvas.height = head + drawn.height + lineHeight * lines.length + 8 * ratio;
  const ctx = canvas.getContext('2d');
  const style = getComputedStyle(element);
  ctx.fillStyle = style.backgroundColor;
  ctx.fillRect(0, 0, canvas.width, canvas.height);
  ctx.fillStyle = style.color;
  ctx.font = `600 ${14 * ratio}px system-ui`;
  ctx.fillText(definition.title, 10 * ratio, 20 * ratio);
  ctx.drawImage(drawn, 0, head);
  ctx.font = `${12 * ratio}px system-ui`;
  lines.forEach((line, index) => {
    const y = head + drawn.height + lineHeight * (index + 0.8);
    ctx.strokeStyle = colour(line.isOthers ? 'soft' : look(index).colour);
    ctx.lineWidth = 2 * ratio;
    ctx.setLineDash(look(index).dash.map((each) => each * ratio));
    ctx.beginPath();
    ctx.moveTo(10 * ratio, y - 4 * ratio);
    ctx.lineTo(34 * ratio, y - 4 * ratio);
    ctx.stroke();
    ctx.fillText(`${line.label}   ${inUnit(latest(line.values), definition.unit)}`, 42 * ratio, y);
  });
  const blob = await new Promise((done) => canvas.toBlob(done, 'image/png'));
  try {
    await navigator.clipboard.write([new ClipboardItem({'image/png': blob})]);
    return 'PNG copied';
  } catch {
    // No clipboard for pictures here: a file then.
    const address = URL.createObjectURL(blob);
    h('a', {href: address, download: `${definition.id ?? 'chart'}.png`}).click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
    return 'PNG saved';
  }
}
