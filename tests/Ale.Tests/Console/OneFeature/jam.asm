; JAM, an opcode that stops the processor: frame 82 is never finished, what it did not draw is greyed, and only a reset starts the
; processor again.
        include "console.inc"
        org $F800

Start   BOOT
NextFrame
        VERTICAL_SYNC
        LINES 40
        lda frame
        sta COLUBK
        cmp #82
        bne Go
        .byte $02
Go      LINES 150
        jmp NextFrame

        VECTORS
