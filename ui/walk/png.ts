// Small pictures: the colours of a screenshot that count, as a PNG with a palette. Every pixel takes its nearest.

import { writeFileSync } from 'node:fs';
import { crc32, deflateSync } from 'node:zlib';
import type { Page } from 'playwright-core';

const COLOURS = 256;

/** Draws the page as it stands. */
export async function draw(page: Page, path: string): Promise<void> {
  const shot = await page.screenshot({ animations: 'disabled' });
  // Only a browser without a page's policy reads the picture for us.
  const blank = await page.context().newPage();
  const { width, height, palette, pixels } = await blank.evaluate(reduce, [shot.toString('base64'), COLOURS] as const);
  await blank.close();
  const indexes = Buffer.from(pixels, 'base64');
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y += 1) indexes.copy(rows, y * (width + 1) + 1, y * width, (y + 1) * width);
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const parts = [chunk('IHDR', head), chunk('PLTE', Buffer.from(palette)), chunk('IDAT', deflateSync(rows, { level: 9, memLevel: 9 })), chunk('IEND', Buffer.alloc(0))];
  writeFileSync(path, Buffer.concat([signature, ...parts]));
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const [size, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  size.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([size, body, sum]);
}

/** Runs in the browser. The colours that count stay as they are, the others become the nearest of them. */
async function reduce([picture, most]: readonly [string, number]) {
  const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${picture}`)).blob());
  const { width, height } = bitmap;
  const canvas = new OffscreenCanvas(width, height).getContext('2d');
  if (!canvas) throw new Error('no canvas');
  canvas.drawImage(bitmap, 0, 0);
  const colours = new Uint32Array(canvas.getImageData(0, 0, width, height).data.buffer);
  const counts = new Map<number, number>();
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const parts = (colour: number) => [colour & 255, (colour >> 8) & 255, (colour >> 16) & 255] as const;
  const common = [...counts].sort(([, one], [, other]) => other - one).map(([colour]) => parts(colour));
  // First those unlike each other, so that a small orange line stays orange, then whatever is common.
  const known: (readonly [number, number, number])[] = [];
  for (const apart of [1200, 300, 60, 1]) {
    for (const [r, g, b] of common) {
      if (known.length === most) break;
      if (known.every(([red, green, blue]) => (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2 >= apart)) known.push([r, g, b]);
    }
  }
  const nearest = new Map<number, number>();
  for (const colour of counts.keys()) {
    const [r, g, b] = parts(colour);
    let best = 0;
    let least = Infinity;
    known.forEach(([red, green, blue], index) => {
      const far = (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2;
      if (far < least) [best, least] = [index, far];
    });
    nearest.set(colour, best);
  }
  let pixels = '';
  for (const colour of colours) pixels += String.fromCharCode(nearest.get(colour) ?? 0);
  return { width, height, palette: known.flat(), pixels: btoa(pixels) };
}
