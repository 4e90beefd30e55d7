; DPC: 8 KB in two banks as F8, and a chip at $F000 - $F07F with 2 KB of graphics, which eight counting pointers read backwards, their flags
; between two counts, three of them as voices of music, and a random number. The picture is read from the chip line by line.
        include "console.inc"

; ---- read ----
RANDOM  = $F000         ; to $F003
MUSIC   = $F004         ; to $F007
DATA    = $F008         ; to $F00F: the byte at the pointer
MASKED  = $F010         ; to $F017: the same while the flag is set
FLAG    = $F038         ; to $F03F
; ---- written ----
TOP     = $F040
BOTTOM  = $F048
LOW     = $F050
HIGH    = $F058
RESTART = $F070         ; the random number is 1

told    = $90           ; 40 bytes
sum     = $88
first   = $8A           ; the bank that a reset shows, and the random number

bank    SET 0
        REPEAT 2
        org bank * $1000
        rorg $F000
        ds $80, $A5
Start   BOOT
        lda Here
        sta first
        lda RANDOM
        sta first+1
NextFrame
        VERTICAL_SYNC
        lda frame
        and #15
        bne Random
        sta RESTART
Random  ldx #3
Draws   lda RANDOM
        adc RANDOM+3
        sta told,x
        dex
        bpl Draws
        lda #$46
        sta COLUP0
        lda #$C8
        sta COLUP1

        ldx #7                  ; all pointers
Points  txa
        asl
        asl
        asl
        adc #24
        sta TOP,x
        sbc #9
        sta BOTTOM,x
        lda frame
        sta LOW,x
        txa
        eor frame
        and #$EF                ; no music yet
        sta HIGH,x
        dex
        bpl Points
        LINES 28
        sta WSYNC
        DELAY 40
        sta RESP0
        DELAY 20
        sta RESP1

        ldx #120
Line    sta WSYNC
        lda DATA
        sta GRP0
        lda MASKED+1
        sta GRP1
        lda FLAG+2
        sta PF1
        lda DATA+3
        sta COLUBK
        lda MASKED+4
        eor MASKED+5
        eor DATA+6
        eor FLAG+6
        eor DATA+7
        eor sum
        sta sum
        sta COLUPF
        dex
        bne Line
        lda #0
        sta GRP0
        sta GRP1
        sta PF1

        ldx #7                  ; flags and data as they stand
Flags   lda FLAG,x
        adc DATA,x
        sta told+4,x
        dex
        bpl Flags

        lda #$1F                ; voices: periods of 20, 31 and the frame
        sta TOP+5
        lda #20
        sta TOP+6
        lda frame
        sta TOP+7
        lda #10
        sta BOTTOM+5
        sta BOTTOM+6
        lsr
        sta BOTTOM+7
        lda #$10
        sta HIGH+5
        sta HIGH+6
        sta HIGH+7
        sta LOW+5               ; reloads from the top
        lda #200
        sta LOW+6
        sta LOW+7
        ldx #24
Notes   lda MUSIC
        sta WSYNC
        eor MUSIC+1
        sta told+12,x
        sta COLUBK
        lda DATA+5              ; voices do not count when they are read
        eor FLAG+6
        eor MASKED+7
        eor told+12,x
        sta told+12,x
        dex
        bpl Notes

        ldx #1                  ; the banks
Banks   lda $FFF8,x
        lda Here
        eor RANDOM+1
        sta told+37,x
        dex
        bpl Banks
        lda frame
        and #1
        tax
        sta $FFF8,x
        lda $FFC0               ; touching this page draws too
        lda Here
        eor RANDOM
        adc $F060               ; not a register
        sta told+39
        jmp NextFrame

        org bank * $1000 + $F00
        rorg $FF00
Here    .byte bank * 99 + 5
        org bank * $1000 + $FFC
        rorg $FFFC
        .word Start
        .word Start
bank    SET bank + 1
        REPEND

        org $2000               ; the graphics
.i      SET 0
.v      SET 1
        REPEAT 2048
        .byte .v & $FF
.v      SET (.v * 77 + (.v >> 5) + 29) & $FFFF
        REPEND
