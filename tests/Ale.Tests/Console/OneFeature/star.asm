; Missile 0 when HMM0 changes from 7 to 6 exactly 21 cycles after HMOVE: it is moved on each line (the "star field" of Cosmic Ark). The
; frame chooses the copies and sizes, and how many cycles after HMOVE, 17 to 24, the register is written.
        include "console.inc"
        org $F800

Start   BOOT
        lda #>Slide
        sta slide+1
NextFrame
        VERTICAL_SYNC
        SHOW_OBJECTS $00
        lda frame
        asl
        asl
        asl
        asl
        sta NUSIZ0
        lda #$70
        sta HMM0
        lda frame
        and #7
        clc
        adc #<Slide + SLIDE_LONGEST - 13
        sta slide
        LINES 27
        ldy #3
Next    lda #$60
        sta WSYNC
        sta HMOVE
        jmp (slide)
        align 256
Slide   SLIDE
        sta HMM0
        LINES 35
        sta NUSIZ0
        LINES 5
        lda #$70
        sta HMM0
        dey
        beq Done
        jmp Next
Done    sta HMOVE
        LINES 20
        jmp NextFrame

        VECTORS
