; Where a frame ends. The frame chooses: a vertical sync of three lines, of one, of exactly 228 clocks and of one cycle less (no end), none
; until line 290 is past, none and the picture left untouched for 25,000 instructions, odd and even numbers of lines.
        include "console.inc"
        org $F800

Start   BOOT
        lda #$1C
        sta COLUPF
NextFrame
        inc frame
        lda frame
        sta COLUBK
        ldx #230
Line    stx PF1
        sta WSYNC
        dex
        bne Line
        lda frame
        and #7
        asl
        tax
        lda Ways+1,x
        pha
        lda Ways,x
        pha
        lda #2
        rts

Long    sta VSYNC
        sta WSYNC
        sta WSYNC
        sta WSYNC
        jmp End
Line1   sta VSYNC
        sta WSYNC
        DELAY 6
        jmp End
Exact   sta WSYNC               ; 228 clocks to the cycle
        sta VSYNC
        DELAY 68
        jmp End
Odd     sta WSYNC
        jmp Long
Twice   sta VSYNC
        sta WSYNC
        sta VSYNC               ; counts from here
        DELAY 40
        jmp End
Late    ldx #80
.late   sta WSYNC
        stx COLUBK
        dex
        bne .late
        jmp Long
Lost    ldy #60
        ldx #0
.lost   dex
        bne .lost
        dey
        bne .lost
        jmp Long
Cut     sta VSYNC               ; one cycle less
        DELAY 70
End     lda #0
        sta VSYNC
        jmp NextFrame

Ways    .word Long-1, Line1-1, Exact-1, Odd-1, Twice-1, Late-1, Lost-1, Cut-1

        VECTORS
