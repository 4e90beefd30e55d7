; JAM, an opcode that stops the processor: frame 80 is never finished, and only a reset starts it again.
        include "console.inc"
        org $F800

Start   BOOT
NextFrame
        VERTICAL_SYNC
        LINES 40
        lda frame
        sta COLUBK
        cmp #80
        bne Go
        .byte $02
Go      LINES 150
        jmp NextFrame

        VECTORS
