; PF0, PF1 or PF2 (the frame chooses) rewritten at each cycle of a line, first with one pattern, then with its complement; reflected or
; repeated.
        include "console.inc"
        org $F800

Start   BOOT
        lda #>Slide
        sta slide+1
        lda #$46
        sta COLUP0
        lda #$C8
        sta COLUP1
        lda #$1C
        sta COLUPF
        lda #$82
        sta COLUBK
NextFrame
        VERTICAL_SYNC
        lda frame
        lsr
        lsr
        sta CTRLPF
        lda frame
        and #3
        cmp #3
        bne Register
        lda #1
Register
        tax
        ldy #33
Blank   sta WSYNC
        dey
        bne Blank
Next    lda #%11010010
        sta PF0
        sta PF1
        sta PF2
        tya
        clc
        adc #<Slide
        sta slide
        tya
        eor #%00101101
        sta WSYNC
        jmp (slide)
        align 256
Slide   SLIDE
        sta PF0,x
        sta WSYNC
        iny
        cpy #SLIDE_LONGEST
        beq Done
        jmp Next
Done    jmp NextFrame

        VECTORS
