; F6: 16 KB in 4 banks. See paged.inc.
BANKS     = 4
HOTSPOT   = $FFF6
SUPERCHIP = 0
        include "paged.inc"
