; NUSIZ0 and NUSIZ1 rewritten at each cycle of a line: copies and sizes of players and missiles change while they are drawn. Eight
; frames begin with each of the sizes.
        include "console.inc"
        org $F800

Start   BOOT
        lda #>Slide
        sta slide+1
NextFrame
        VERTICAL_SYNC
        SHOW_OBJECTS $D3
        LINES 30
        ldx #0
Next    txa
        clc
        adc #<Slide
        sta slide
        lda frame
        sta NUSIZ0
        sta NUSIZ1
        txa
        asl
        eor frame
        eor #$05
        sta WSYNC
        jmp (slide)
        align 256
Slide   SLIDE
        sta NUSIZ0
        sta NUSIZ1
        sta WSYNC
        inx
        cpx #SLIDE_LONGEST
        beq Done
        jmp Next
Done    jmp NextFrame

        VECTORS
