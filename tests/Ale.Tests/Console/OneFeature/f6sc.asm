; F6SC: 16 KB in 4 banks, with 128 bytes of RAM. See paged.inc.
BANKS     = 4
HOTSPOT   = $FFF6
SUPERCHIP = 1
        include "paged.inc"
