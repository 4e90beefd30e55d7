"""Listings in the form of nvdisasm, made here: the words hold the control bits and nothing else."""

import listing


def word(stall=1, write=7, read=7, wait=0):
    """128 bits whose bits 105 to 125 are the schedule."""
    return (stall | write << 5 | read << 8 | wait << 11) << 105


def sass(*rows):
    """A listing of rows: a label, or (text, line of the PTX, fields of the schedule)."""
    result, address = [], 0
    for row in rows:
        if isinstance(row, str):
            result.append(f"{row}:")
            continue
        text, line, *schedule = row
        bits = word(**(schedule[0] if schedule else {}))
        if line:
            result.append(f'\t//## File ".nv_debug_ptx_txt", line {line}')
        result.append(f"        /*{address:04x}*/                   {text} ;      /* {bits & (1 << 64) - 1:#018x} */")
        result.append(f"{' ' * 60}/* {bits >> 64:#018x} */")
        address += 16
    return "\n".join(result)


def parsed(*rows):
    return listing.parse(sass(*rows))


def instruction(text, **schedule):
    return parsed((text, 1, schedule))[0][0]
