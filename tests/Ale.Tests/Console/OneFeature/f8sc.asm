; F8SC: 8 KB in 2 banks, with 128 bytes of RAM. See paged.inc.
BANKS     = 2
HOTSPOT   = $FFF8
SUPERCHIP = 1
        include "paged.inc"
