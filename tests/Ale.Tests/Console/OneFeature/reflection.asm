; CTRLPF rewritten at each cycle of a line: reflection on or off in the middle of it, the ball wider or narrower, priority and score
; colours the other way. The frame is the value; the lines begin with its complement.
        include "console.inc"
        org $F800

Start   BOOT
        lda #>Slide
        sta slide+1
NextFrame
        VERTICAL_SYNC
        SHOW_OBJECTS $F5
        lda #%10100000
        sta PF0
        lda #%11100010
        sta PF1
        lda #%00011011
        sta PF2
        LINES 28
        ldx #0
Next    txa
        clc
        adc #<Slide
        sta slide
        lda frame
        eor #$37
        sta CTRLPF
        lda frame
        sta WSYNC
        jmp (slide)
        align 256
Slide   SLIDE
        sta CTRLPF
        sta WSYNC
        inx
        cpx #SLIDE_LONGEST
        beq Done
        jmp Next
Done    jmp NextFrame

        VECTORS
