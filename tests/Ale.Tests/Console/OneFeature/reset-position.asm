; RESP0, RESP1, RESM0, RESM1 or RESBL at each cycle of a line. The frame chooses the register and the sizes and numbers of copies, so
; the write also comes while a copy is drawn, and the first copy is or is not shown on the rest of the line.
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
Next    tya
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
        cpy #SLIDE_LONGEST
        beq Done
        jmp Next
Done    jmp NextFrame

        VECTORS
