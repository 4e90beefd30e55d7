// The container of the page's binary messages: the length of a JSON header, the header, then the arrays that it names.
const types = { u8: Uint8Array, i32: Int32Array, f32: Float32Array };

/** Opens a container: { header, arrays } with arrays[name] a view into the buffer that knows its shape. */
export function openMessage(buffer) {
  const length = new DataView(buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  const arrays = {};
  for (const [name, { type, shape, offset }] of Object.entries(header.arrays ?? {})) {
    arrays[name] = new types[type](buffer, offset, shape.reduce((product, size) => product * size, 1));
    arrays[name].shape = shape;
  }
  return { header, arrays };
}
