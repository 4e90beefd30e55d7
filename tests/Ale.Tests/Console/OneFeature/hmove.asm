; HMOVE at its usual place, the start of a line, on every other line: each object moves by a motion of its own, which changes
; from frame to frame, and the left 8 pixels of these lines stay black (the "comb"). On lines 128 on HMCLR comes first: nothing moves.
        include "console.inc"
        org $F800

Start   BOOT
NextFrame
        VERTICAL_SYNC
        SHOW_OBJECTS $E7
        lda frame
        asl
        asl
        asl
        asl
        ldx #4
Motion  sta HMP0,x
        clc
        adc #$30
        dex
        bpl Motion
        LINES 30
        ldx #64
Moving  sta WSYNC
        sta HMOVE
        sta WSYNC
        dex
        bne Moving
        sta HMCLR
        ldx #36
Resting sta WSYNC
        sta HMOVE
        sta WSYNC
        dex
        bne Resting
        jmp NextFrame

        VECTORS
