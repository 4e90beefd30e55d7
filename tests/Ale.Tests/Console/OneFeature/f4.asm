; F4: 32 KB in 8 banks. See paged.inc.
BANKS     = 8
HOTSPOT   = $FFF4
SUPERCHIP = 0
        include "paged.inc"
