; F8: 8 KB in 2 banks. See paged.inc.
BANKS     = 2
HOTSPOT   = $FFF8
SUPERCHIP = 0
        include "paged.inc"
