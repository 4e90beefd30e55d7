; A PAL picture of 312 lines, and of 313 in every third frame: after an odd number of lines a PAL set loses its colours.
        include "console.inc"
third   = $90           ; frames until the next with a line more

        org $F800

Start   BOOT
        lda #3
        sta third
NextFrame
        VERTICAL_SYNC
        SHOW_OBJECTS $F5
        lda frame
        asl
        asl
        sta PF1
        LINES 30
        ldx #0
Line    txa
        sta WSYNC
        sta COLUBK
        eor frame
        sta COLUPF
        dex
        bne Line
        LINES 19
        dec third
        bne Even
        lda #3
        sta third
        sta WSYNC
Even    jmp NextFrame

        VECTORS
