"""Writes safetensors files (https://github.com/huggingface/safetensors, section Format) with nothing but json and numpy."""

import json
import struct

NAMES = {"float32": "F32", "float64": "F64", "uint8": "U8", "int32": "I32", "int64": "I64"}


def write(path, tensors, metadata=None):
    """tensors: name -> torch tensor."""
    header, data = {}, b""
    if metadata:
        header["__metadata__"] = metadata
    for name, tensor in tensors.items():
        array = tensor.detach().contiguous().numpy()
        begin = len(data)
        data += array.tobytes()
        header[name] = {"dtype": NAMES[str(array.dtype)], "shape": list(array.shape), "data_offsets": [begin, len(data)]}
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)
