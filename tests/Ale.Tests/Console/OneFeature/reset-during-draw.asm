; RESP0, RESP1, RESM0, RESM1 or RESBL at each cycle of a line where the object stands in the same place before: in front of, within and
; behind its copies. The frame chooses the register and the sizes and numbers of copies.
        include "console.inc"
        org $F800

Start   BOOT
        lda #>Slide
        sta slide+1
NextFrame
        VERTICAL_SYNC
        SHOW_OBJECTS $F5
        lda frame
        sta NUSIZ0
        sta NUSIZ1
        asl
        sta CTRLPF
        lda frame
        sec
Mod5    sbc #5
        bcs Mod5
        adc #5
        tax
        ldy #30
Blank   sta WSYNC
        dey
        bne Blank
        lda frame               ; every other cycle, the even or the odd ones
        lsr
        lsr
        lsr
        and #1
        tay
Next    sta WSYNC
        DELAY 36
        sta RESP0,x
        tya
        clc
        adc #<Slide
        sta slide
        sta WSYNC
        jmp (slide)
        align 256
Slide   SLIDE
        sta RESP0,x
        sta WSYNC
        iny
        iny
        cpy #SLIDE_LONGEST
        bcs Done
        jmp Next
Done    jmp NextFrame

        VECTORS
