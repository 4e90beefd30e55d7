; HMOVE at each of the 76 cycles of a line, one place after the other down the screen. The motion of all objects is that of
; the frame, so that 16 frames show all pairs of cycle and motion.
        include "console.inc"
        org $F800

Start   BOOT
        lda #>Slide
        sta slide+1
NextFrame
        VERTICAL_SYNC
        SHOW_OBJECTS $E7
        lda frame
        asl
        asl
        asl
        asl
        sta HMP0
        sta HMP1
        sta HMM0
        sta HMM1
        sta HMBL
        LINES 30
        ldx #0
Next    txa
        clc
        adc #<Slide
        sta slide
        sta WSYNC
        jmp (slide)
        align 256
Slide   SLIDE
        sta HMOVE
        sta WSYNC
        inx
        cpx #SLIDE_LONGEST
        beq Done
        jmp Next
Done    jmp NextFrame

        VECTORS
