; When a write to a register is seen: registers COLUP0 to VDELBL written at each cycle of a line, over objects drawn in full. The frame
; chooses the register (of COLUP0 .. COLUBK, REFP0, REFP1, GRP0 .. ENABL, VDELP0 .. VDELBL, RESMP0, RESMP1).
        include "console.inc"
        org $F800

Start   BOOT
        lda #>Slide
        sta slide+1
NextFrame
        VERTICAL_SYNC
        SHOW_OBJECTS $E5
        lda #$05
        sta NUSIZ0
        lda #$27
        sta NUSIZ1
        lda #$30
        sta CTRLPF
        lda #%10110001
        sta PF1
        lda frame
        and #15
        tay
        ldx Registers,y
        ldy #28
Blank   sta WSYNC
        dey
        bne Blank
        ldy #0
Next    tya
        clc
        adc #<Slide
        sta slide
        tya
        eor frame
        sta WSYNC
        jmp (slide)
        align 256
Slide   SLIDE
        sta VSYNC,x
        sta WSYNC
        iny
        cpy #SLIDE_LONGEST
        beq Done
        jmp Next
Done    jmp NextFrame

Registers
        .byte COLUP0,COLUP1,COLUPF,COLUBK,REFP0,REFP1,GRP0,GRP1
        .byte ENAM0,ENAM1,ENABL,VDELP0,VDELP1,VDELBL,RESMP0,RESMP1

        VECTORS
