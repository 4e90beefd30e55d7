// Numbers as pixels: the console's screen, the network's frames, tiles of numbers. A canvas keeps its pixels from picture to picture.

const kept = new WeakMap();

function pixelsOf(canvas, width, height) {
  let pixels = kept.get(canvas);
  if (!pixels || canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
    const context = canvas.getContext('2d');
    const image = context.createImageData(width, height);
    pixels = { context, image, words: new Uint32Array(image.data.buffer) };
    kept.set(canvas, pixels);
  }
  return pixels;
}

const opaque = 0xFF000000;

/** The words of 0xRRGGBB as a canvas holds them. */
export const wordsOf = palette => Uint32Array.from(palette, rgb => (opaque | (rgb & 255) << 16 | rgb & 0xFF00 | rgb >> 16) >>> 0);

/** A screen [H, W] of palette indices. */
export function drawScreen(canvas, screen, words, offset = 0, [height, width] = screen.shape) {
  const pixels = pixelsOf(canvas, width, height);
  for (let i = 0; i < width * height; i++)
    pixels.words[i] = words[screen[offset + i]];
  pixels.context.putImageData(pixels.image, 0, 0);
}

/** Frames [C, H, W], oldest first, side by side; lit: the rectangle { top, left, height, width } that is not dimmed. */
export function drawFrames(canvas, frames, { columns = frames.shape[0], gap = 3, lit = null } = {}) {
  const [count, height, width] = frames.shape;
  const isLit = (y, x) => !lit || (y >= lit.top && y < lit.top + lit.height && x >= lit.left && x < lit.left + lit.width);
  drawTiles(canvas, {
    count, columns, width, height, gap, word: (c, y, x) => {
      const gray = frames[(c * height + y) * width + x];
      return (opaque | (isLit(y, x) ? gray : gray >> 2) * 0x10101) >>> 0;
    },
  });
}

/** Tiles of pixels: word(tile, row, column) is a pixel's 32 bits. */
export function drawTiles(canvas, { count, columns, width, height, gap, word }) {
  const rows = Math.ceil(count / columns);
  const across = columns * (width + gap) - gap;
  const pixels = pixelsOf(canvas, across, rows * (height + gap) - gap);
  for (let tile = 0; tile < count; tile++) {
    const top = Math.floor(tile / columns) * (height + gap);
    const left = (tile % columns) * (width + gap);
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        pixels.words[(top + y) * across + left + x] = word(tile, y, x);
  }
  pixels.context.putImageData(pixels.image, 0, 0);
}
