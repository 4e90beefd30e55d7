; F4SC: 32 KB in 8 banks, with 128 bytes of RAM. See paged.inc.
BANKS     = 8
HOTSPOT   = $FFF4
SUPERCHIP = 1
        include "paged.inc"
