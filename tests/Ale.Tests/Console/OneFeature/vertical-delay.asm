; VDELP0, VDELP1 and VDELBL: writing one player's graphics moves the other's, and the ball's, into the delayed registers. The three low
; bits of the frame switch the delays; they also change in the middle of the picture.
        include "console.inc"
        org $F800

Start   BOOT
NextFrame
        VERTICAL_SYNC
        SHOW_OBJECTS $00
        lda #$35
        sta NUSIZ0
        sta NUSIZ1
        lda #$30
        sta CTRLPF
        lda frame
        sta VDELP0
        lsr
        sta VDELP1
        lsr
        sta VDELBL
        LINES 28
        ldy #96
Next    tya
        sta WSYNC
        asl
        adc frame
        sta GRP0
        lda frame
        and #8
        bne Once
        tya
        eor #$FF
        sta GRP1
Once    tya
        lsr
        sta ENABL
        sta WSYNC
        DELAY 36
        tya
        and #3
        bne Keep
        sty GRP1                ; within the picture, and without a GRP0
Keep    cpy #48
        bne Go
        lda frame
        eor #$FF
        sta VDELP0
        lsr
        sta VDELP1
        lsr
        sta VDELBL
Go      dey
        beq Done
        jmp Next
Done    jmp NextFrame

        VECTORS
