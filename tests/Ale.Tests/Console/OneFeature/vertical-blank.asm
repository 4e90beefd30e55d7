; VBLANK switched on and off at each cycle of a line within the picture, where objects and playfield are shown.
        include "console.inc"
        org $F800

Start   BOOT
        lda #>Slide
        sta slide+1
NextFrame
        VERTICAL_SYNC
        SHOW_OBJECTS $F5
        lda #%10101010
        sta PF1
        lda #%00110101
        sta PF2
        LINES 28
        ldx #0
Next    txa
        clc
        adc #<Slide
        sta slide
        lda frame
        lsr
        sta VBLANK
        txa
        lsr
        eor frame
        sta WSYNC
        jmp (slide)
        align 256
Slide   SLIDE
        sta VBLANK
        sta WSYNC
        inx
        cpx #SLIDE_LONGEST
        beq Done
        jmp Next
Done    lda #0
        sta VBLANK
        jmp NextFrame

        VECTORS
